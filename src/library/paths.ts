import { quote } from '../errors/expectation.js'
import { wrongArgument } from './mock-error.js'

/** An address takes these for steps, and encoding them changes nothing of that. */
const STEPS = ['', '.', '..']

const ID = /^\d+$/

/** Where a snapshot is. @throws MockError for what no path can name */
export const snapshotPath = (name: string) =>
  `snapshots/${segmentOf(name, 'The name of a snapshot must be 1 to 64 letters, digits, "-" or "_"')}`

/** Where a preset is. @throws MockError for what no path can name */
export const presetPath = (name: string) =>
  `faults/presets/${segmentOf(name, 'The name of a preset must be one that there is, such as flaky')}`

/** Where a rule is. @throws MockError for what is no id */
export const rulePath = (kind: 'faults' | 'rights', id: number | string) => `${kind}/${idOf(id, 'rule')}`

/** Where a call of the journal is. @throws MockError for what is no id */
export const callPath = (id: number) => `journal/${idOf(id, 'call')}`

// Who writes JavaScript may give anything.
function segmentOf (name: unknown, expected: string): string {
  if (typeof name !== 'string' || STEPS.includes(name) || !name.isWellFormed()) throw wrongArgument(`${expected}; ${quote(name)} came.`)
  return encodeURIComponent(name)
}

function idOf (id: unknown, of: string): string {
  const text = typeof id === 'object' ? '' : String(id)
  if (!ID.test(text)) throw wrongArgument(`The id of a ${of} must be a whole number such as 1; ${quote(id)} came.`)
  return text
}
