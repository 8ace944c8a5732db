/** Compiles a pattern in which `*` matches any text. The match takes linear time, as it never goes back. */
export function compileTextPattern (pattern: string): (text: string) => boolean {
  const [start = '', ...rest] = pattern.split('*')
  const end = rest.pop()
  if (end === undefined) return text => text === pattern

  return text => {
    if (!text.startsWith(start)) return false
    let position = start.length
    for (const part of rest) {
      const found = text.indexOf(part, position)
      if (found < 0) return false
      position = found + part.length
    }
    return text.length - end.length >= position && text.endsWith(end)
  }
}
