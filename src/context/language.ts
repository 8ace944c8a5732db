import type { FastifyInstance, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import { AS_STORED, createWording, type Wording } from './wording.js'
import { ApiError } from '../errors/error-bodies.js'
import { cultureInvalid } from '../errors/api-errors.js'
import { codesOf } from './language-codes.js'
import { inLanguage } from './multi-language.js'
import { remembering } from '../http/memoize.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** How the texts of the answer read. */
    wording: Wording
  }
}

/** What asks for the texts as they are stored. */
const NO_LANGUAGE = ['*', 'x', '-']

/** Adds `request.wording` and the hook `setLanguage`, for routes without a caller. */
export function addLanguage (app: FastifyInstance): void {
  app.decorateRequest('wording')
  app.addHook('onRequest', function setLanguage (request, _reply, done) {
    const wording = readLanguage(request)
    if (wording instanceof ApiError) return done(wording)
    request.wording = wording
    done()
  })
}

/** Returns the wording of the language that a request asks for, SO-Language before Accept-Language; an error for an invalid SO-Culture. */
export function readLanguage ({ headers }: FastifyRequest): Wording | ApiError {
  const wording = wordingOf(String(headers['so-language'] ?? headers['accept-language'] ?? ''))
  const culture = String(headers['so-culture'] ?? '')
  return culture !== '' && wording !== AS_STORED && !isCulture(culture) ? cultureInvalid(culture) : wording
}

const wordingOf = remembering((header: string): Wording => {
  // Some callers separate languages with a semicolon, as first-party texts do: `en-us; en-gb`.
  const list = header.replace(/;(?!\s*q\s*=)/gi, ',').replaceAll('_', '-')
  const tags = new Negotiator({ headers: { 'accept-language': list } }).languages()
  const [first] = tags
  if (first === undefined || NO_LANGUAGE.includes(first.toLowerCase())) return AS_STORED
  return wordingIn(tags.flatMap(codesOf).join())
})

const wordingIn = remembering((codes: string) => createWording(text => inLanguage(text, codes.split(','))))

/** Whether a text has the form of a language tag, with an underscore as POSIX writes it too, which is all that cultures are asked for. */
const isCulture = (text: string) => /^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i.test(text)
