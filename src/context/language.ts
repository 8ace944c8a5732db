import type { FastifyInstance, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import type { Config } from '../config/config.js'
import { AS_STORED, createWording, type Wording } from './wording.js'
import { ApiError } from '../errors/error-bodies.js'
import { cultureInvalid } from '../errors/api-errors.js'
import { quoteHeader } from '../errors/expectation.js'
import { LANGUAGE_TAGS, listLanguageCodes } from './language-codes.js'
import { translateText } from './multi-language.js'
import { memoize } from '../http/memoize.js'
import { addViolations } from '../http/violations-header.js'

/** Values of language headers that request strings untranslated: as they are stored, with all languages. */
const NO_LANGUAGE = ['*', 'x', '-']

interface Language {
  readonly wording: Wording
  /** Sentences about unknown languages, for the response header X-SuperOffice-Mock-Violations. */
  readonly violations: readonly string[]
}

/**
 * Returns the language of a request. A function that was compiled with `strict` returns an error for a malformed SO-Culture, unless the
 * language headers name no language or request strings untranslated.
 */
export type ReadLanguage = (request: Pick<FastifyRequest, 'headers'>) => Language | ApiError

/** Adds `request.wording` and the hook `setLanguage`, for the control routes, which do not use `setContext`. */
export function addLanguage (app: FastifyInstance): void {
  const readLanguage = compileLanguage('strict')
  app.decorateRequest('wording')
  app.addHook('onRequest', function setLanguage (request, reply, done) {
    const language = readLanguage(request)
    if (language instanceof ApiError) return done(language)
    request.wording = language.wording
    addViolations(request, reply, language.violations)
    done()
  })
}

/**
 * Compiles the function that reads the language of a request from SO-Language, or from Accept-Language if SO-Language is missing. If all
 * languages in Accept-Language are unknown, strings fall back to English, because browsers send this header by default. Strings are not
 * translated if the headers name no language or request strings untranslated, if SO-Language names only unknown languages, or if a request
 * with a language has an unknown SO-Culture.
 */
export function compileLanguage (validation: Config['validation']): ReadLanguage {
  return function readLanguage ({ headers }) {
    const { 'so-language': requested, 'accept-language': accepted = '' } = headers
    const language = requested === undefined ? parseAcceptLanguage(accepted) : parseSoLanguage(String(requested))
    const culture = String(headers['so-culture'] ?? '')
    const hasLanguage = language.wording !== AS_STORED || language.violations.length > 0
    if (culture === '' || !hasLanguage) return language
    if (validation === 'strict' && !isCulture(culture)) return cultureInvalid(culture)
    if (listLanguageCodes(culture.replaceAll('_', '-')).length > 0) return language
    return { wording: AS_STORED, violations: [...language.violations, unknownLanguage('SO-Culture', culture)] }
  }
}

const NOT_TRANSLATED: Language = { wording: AS_STORED, violations: [] }

const parseAcceptLanguage = memoize((header: string): Language => {
  const tags = parseTags(header)
  return isCancelled(tags) ? NOT_TRANSLATED : { wording: wordingIn(tags.flatMap(listLanguageCodes).join()), violations: [] }
})

const parseSoLanguage = memoize((header: string): Language => {
  const tags = parseTags(header)
  const isKnown = isCancelled(tags) || tags.some(tag => listLanguageCodes(tag).length > 0)
  return isKnown ? parseAcceptLanguage(header) : { wording: AS_STORED, violations: [unknownLanguage('SO-Language', header)] }
})

/**
 * Returns the language tags of a header in the order of preference. Tags can be separated by semicolons, as in the vendor's documentation:
 * `en-us; en-gb`.
 */
function parseTags (header: string): readonly string[] {
  const list = header.replace(/;(?!\s*q\s*=)/gi, ',').replaceAll('_', '-')
  return new Negotiator({ headers: { 'accept-language': list } }).languages()
}

/** True if the list is empty, or if the first tag requests strings untranslated. */
const isCancelled = ([first]: readonly string[]) => first === undefined || NO_LANGUAGE.includes(first.toLowerCase())

const unknownLanguage = (header: string, received: string) =>
  `Unknown language ${quoteHeader(received)} in ${header}, so strings are not translated. Supported: ${LANGUAGE_TAGS.join(', ')}.`

const wordingIn = memoize((codes: string) => createWording(text => translateText(text, codes.split(','))))

/** True if a string has the form of a language tag, with hyphens, or with underscores as in POSIX. The culture need not exist. */
const isCulture = (text: string) => /^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i.test(text)
