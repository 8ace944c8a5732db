/** Mode bits that let users other than the owner read a file. */
const READABLE_BY_OTHERS = 0o044

/** True if users other than its owner can read a file with this mode. Windows has no such bits. */
export const isReadableByOthers = (mode: number): boolean => (mode & READABLE_BY_OTHERS) !== 0 && process.platform !== 'win32'
