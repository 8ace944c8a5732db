/** The codes of the service by the language tags of others and by its own (superoffice-protocol, section 3). */
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

/** The languages that headers can name. */
export const LANGUAGE_TAGS: readonly string[] = [...CODES.keys()]

/** The codes that a language may have in texts, by a tag such as `nb-NO` or by one of them; none for one that is not known. */
export const codesOf = (tag: string): readonly string[] => CODES.get(tag.toLowerCase().split('-', 1).join()) ?? []
