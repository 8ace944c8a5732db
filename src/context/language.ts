import type { FastifyInstance, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import { AS_STORED, createWording, type Wording } from '../carriers/rights.js'
import { cultureInvalid } from '../errors/api-errors.js'
import { codesOf } from './language-codes.js'
import { inLanguage } from './multi-language.js'
import { remembering } from '../http/memoize.js'
import type { Step } from '../http/steps.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** How the texts of the answer read. */
    wording: Wording
  }
}

/** What asks for the texts as they are stored. */
const NO_LANGUAGE = ['*', 'x', '-']

/** The step that lets answers read in the language that a call asks for, SO-Language before Accept-Language. */
export function languageStep (app: FastifyInstance): Step {
  app.decorateRequest('wording')
  return request => {
    request.wording = wordingOf(languageHeader(request))
    const culture = String(request.headers['so-culture'] ?? '')
    const isWrong = culture !== '' && request.wording !== AS_STORED && !isCulture(culture)
    return isWrong ? cultureInvalid(culture) : undefined
  }
}

const languageHeader = ({ headers }: FastifyRequest) => String(headers['so-language'] ?? headers['accept-language'] ?? '')

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
