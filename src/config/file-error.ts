const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EISDIR: 'it is a folder',
  ERR_FS_EISDIR: 'it is a folder',
  EACCES: 'access is denied',
}

/** Describes why a file could not be read or written, for use in parentheses in a message. */
export function describeFileError (cause: unknown): string {
  const { code, message } = Object(cause)
  return REASONS[code] ?? message
}
