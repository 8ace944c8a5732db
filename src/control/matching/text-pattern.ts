import { compileTextSearch } from './text-search.js'

/** Compiles a pattern in which `*` matches any text. Matching takes linear time. */
export function compileTextPattern (pattern: string): (text: string) => boolean {
  const [start = '', ...rest] = pattern.split('*')
  const end = rest.pop()
  if (end === undefined) return text => text === pattern
  const searches = rest.map(part => ({ length: part.length, search: compileTextSearch(part) }))

  return text => {
    if (!text.startsWith(start)) return false
    let position = start.length
    for (const { length, search } of searches) {
      const found = search(text, position)
      if (found < 0) return false
      position = found + length
    }
    return text.length - end.length >= position && text.endsWith(end)
  }
}
