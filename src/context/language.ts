import type { FastifyInstance, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import type { Config } from '../config/config.js'
import { AS_STORED, createWording, type Wording } from './wording.js'
import { ApiError } from '../errors/error-bodies.js'
import { cultureInvalid } from '../errors/api-errors.js'
import { quoteHeader } from '../errors/expectation.js'
import { LANGUAGE_TAGS, codesOf } from './language-codes.js'
import { inLanguage } from './multi-language.js'
import { remembering } from '../http/memoize.js'
import { addViolations } from '../http/violations-header.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** How the texts of the answer read. */
    wording: Wording
  }
}

/** What asks for the texts as they are stored. */
const NO_LANGUAGE = ['*', 'x', '-']

/** The language that a request asks for. */
interface Language {
  readonly wording: Wording
  /** Names the headers that have no known language. */
  readonly violations: readonly string[]
}

/** Returns the language of a request, or the refusal of a malformed SO-Culture. */
export type ReadLanguage = (request: Pick<FastifyRequest, 'headers'>) => Language | ApiError

/** Adds `request.wording` and the hook `setLanguage`, for routes without a caller. */
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
 * Compiles what reads the language of a request: that of SO-Language, or else that of Accept-Language. Strings are not translated if
 * SO-Language or SO-Culture has no known language. For Accept-Language, which browsers send unasked, the fallback is English then.
 */
export function compileLanguage (validation: Config['validation']): ReadLanguage {
  return function readLanguage ({ headers }) {
    const { 'so-language': asked, 'accept-language': accepted = '' } = headers
    const language = asked === undefined ? parseAcceptLanguage(accepted) : parseSoLanguage(String(asked))
    const culture = String(headers['so-culture'] ?? '')
    const hasLanguage = language.wording !== AS_STORED || language.violations.length > 0
    if (culture === '' || !hasLanguage) return language
    if (validation === 'strict' && !isCulture(culture)) return cultureInvalid(culture)
    if (codesOf(culture.replaceAll('_', '-')).length > 0) return language
    return { wording: AS_STORED, violations: [...language.violations, unknownLanguage('SO-Culture', culture)] }
  }
}

const NOT_TRANSLATED: Language = { wording: AS_STORED, violations: [] }

const parseAcceptLanguage = remembering((header: string): Language => {
  const tags = parseTags(header)
  return isCancelled(tags) ? NOT_TRANSLATED : { wording: wordingIn(tags.flatMap(codesOf).join()), violations: [] }
})

const parseSoLanguage = remembering((header: string): Language => {
  const tags = parseTags(header)
  const isKnown = isCancelled(tags) || tags.some(tag => codesOf(tag).length > 0)
  return isKnown ? parseAcceptLanguage(header) : { wording: AS_STORED, violations: [unknownLanguage('SO-Language', header)] }
})

/** Returns the tags of a header by preference. Some callers separate them with a semicolon, as first-party texts do: `en-us; en-gb`. */
function parseTags (header: string): readonly string[] {
  const list = header.replace(/;(?!\s*q\s*=)/gi, ',').replaceAll('_', '-')
  return new Negotiator({ headers: { 'accept-language': list } }).languages()
}

/** True if the header asks for strings as they are stored. */
const isCancelled = ([first]: readonly string[]) => first === undefined || NO_LANGUAGE.includes(first.toLowerCase())

const unknownLanguage = (header: string, received: string) =>
  `Unknown language ${quoteHeader(received)} in ${header}, so texts are not translated. Supported: ${LANGUAGE_TAGS.join(', ')}.`

const wordingIn = remembering((codes: string) => createWording(text => inLanguage(text, codes.split(','))))

/** Whether a text has the form of a language tag, with an underscore as POSIX writes it too, which is all that cultures are asked for. */
const isCulture = (text: string) => /^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i.test(text)
