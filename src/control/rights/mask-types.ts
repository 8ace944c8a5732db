import type { FIELD_FLAGS, TABLE_FLAGS } from './masks.js'

/** All combinations of the words, in any order and separated by a comma and a blank. A combination has each word at most once. */
type Combined<Word extends string, All extends string = Word> = Word extends unknown ? Word | `${Word}, ${Combined<Exclude<All, Word>>}` : never

/** The words of ETableRight that the type `TableMask` combines: those for a single right, except the abbreviations R and F. */
type TableBit = 'Select' | 'Update' | 'Insert' | 'Delete' | 'Filtering' | 'RestrictedUpdate'
type FieldHint = 'Nullable' | 'UIHintMandatory' | 'UIHintReadOnly'

/**
 * A mask of ETableRight: one word, such as `FULL`, or several, such as `Select, Update`. The mock also accepts masks that this type does
 * not list, for example some other combinations of words, and words in lower case.
 */
export type TableMask = keyof typeof TABLE_FLAGS | Combined<TableBit>

/** A mask of EFieldRight: one word, such as `FULL`, or several, such as `Read, UIHintReadOnly`. */
export type FieldMask = keyof typeof FIELD_FLAGS | Combined<'Read' | 'Write' | FieldHint> | `${'Update' | 'FULL'}, ${Combined<FieldHint>}`
