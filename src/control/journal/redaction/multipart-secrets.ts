import { REMOVED, isSecretName } from '../../../http/secrets.js'
import type { SecretRange } from './ranges.js'

const BOUNDARY = '--'

/** What ends the head of a part. */
const EMPTY_LINE = /\r?\n\r?\n/

const FIELD_NAME = /[;\s]name=([^;\r\n]*)/i

/** Finds what parts of multipart data hold whose fields have secret names; no other text begins with a boundary. */
export function * multipartSecrets (text: string): Generator<SecretRange> {
  if (!text.startsWith(BOUNDARY)) return
  let start = 0
  for (const part of text.split(/(?=\r?\n--)/)) {
    const [head = ''] = part.split(EMPTY_LINE, 1)
    const [emptyLine = ''] = EMPTY_LINE.exec(part) ?? []
    const content = start + head.length + emptyLine.length
    start += part.length
    const [, name = ''] = FIELD_NAME.exec(head) ?? []
    if (isSecretName(name) && content < start) yield { start: content, end: start, shown: REMOVED }
  }
}
