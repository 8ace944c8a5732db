/**
 * The service's language codes, by the first part of a language tag and by the code itself, both in lower case (superoffice-protocol,
 * section 3).
 */
const CODES = new Map<string, readonly string[]>([
  ['en', ['US']],
  ['us', ['US']],
  ['nb', ['NO']],
  ['no', ['NO']],
  ['nn', ['NO']],
  ['de', ['GE', 'DE']],
  ['ge', ['GE', 'DE']],
  ['sv', ['SW', 'SV']],
  ['sw', ['SW', 'SV']],
  ['fr', ['FR']],
  ['da', ['DA']],
  ['nl', ['DU', 'NL']],
  ['du', ['DU', 'NL']],
  ['es', ['SP', 'ES']],
  ['sp', ['SP', 'ES']],
  ['it', ['IT']],
  ['cs', ['CZ', 'CS']],
  ['cz', ['CZ', 'CS']],
  ['fi', ['FI']],
  ['pl', ['PO', 'PL']],
  ['po', ['PO', 'PL']],
])

/** The first parts of the language tags, and the codes, that are supported in headers. All are in lower case. */
export const LANGUAGE_TAGS: readonly string[] = [...CODES.keys()]

/**
 * Returns the codes that mark the texts of a language in stored strings; an empty list for an unknown language. A stored string can contain
 * texts in several languages, each marked by a code: `US:"Supplier";NO:"Leverandør";`.
 * @param tag a language tag such as `nb-NO`, or a code
 */
export const listLanguageCodes = (tag: string): readonly string[] => CODES.get(tag.toLowerCase().split('-', 1).join()) ?? []
