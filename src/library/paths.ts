import { quote } from '../errors/expectation.js'
import { createArgumentError } from './mock-error.js'

/**
 * Path segments that would lead to another route. The router ignores a slash at the end of a path, and URL parsers resolve dots even in
 * percent-encoding.
 */
const MISLEADING_SEGMENTS = ['', '.', '..']

const DIGITS = /^\d+$/

/** Returns the path of a snapshot, without the leading `/_mock/`. @throws MockError if the name cannot be a path segment */
export const snapshotPath = (name: string) =>
  `snapshots/${encodeSegment(name, 'The name of a snapshot must be 1 to 64 letters, digits, "-" or "_"')}`

/** Returns the path of a named seed, without the leading `/_mock/`. @throws MockError if the name cannot be a path segment */
export const statePath = (name: string) =>
  `state/${encodeSegment(name, 'The name of a seed must be that of a file, such as a-mug-exists')}`

/** Returns the path of a preset, without the leading `/_mock/`. @throws MockError if the name cannot be a path segment */
export const presetPath = (name: string) =>
  `faults/presets/${encodeSegment(name, 'The name of a preset must be an existing one, such as flaky')}`

/** Returns the path of a rule, without the leading `/_mock/`. @throws MockError if the id does not consist of digits */
export const rulePath = (kind: 'faults' | 'rights', id: number | string) => `${kind}/${formatId(id, 'rule')}`

/** Returns the path of a journal entry, without the leading `/_mock/`. @throws MockError if the id does not consist of digits */
export const entryPath = (id: number) => `journal/${formatId(id, 'journal entry')}`

// `name` has the type unknown, because callers in JavaScript can pass any value.
function encodeSegment (name: unknown, expected: string): string {
  if (typeof name !== 'string' || MISLEADING_SEGMENTS.includes(name) || !name.isWellFormed()) throw createArgumentError(`${expected}; got ${quote(name)}.`)
  return encodeURIComponent(name)
}

function formatId (id: unknown, of: string): string {
  const text = typeof id === 'object' ? '' : String(id)
  if (!DIGITS.test(text)) throw createArgumentError(`The id of a ${of} must be a positive integer such as 1; got ${quote(id)}.`)
  return text
}
