/** The mode bits with which users other than the owner can read a file. */
const READABLE_BY_OTHERS = 0o044

/** True if users other than the owner can read a file with this mode. False on Windows, which does not use these bits. */
export const isReadableByOthers = (mode: number): boolean => (mode & READABLE_BY_OTHERS) !== 0 && process.platform !== 'win32'
