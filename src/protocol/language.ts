import type { FastifyInstance, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import { AS_STORED, createWording, type Wording } from '../carriers/rights.js'
import { cultureInvalid } from '../errors.js'
import { inLanguage } from './multi-language.js'
import { remembering } from './remembering.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** How the texts of the answer read. */
    wording: Wording
  }
}

/** The service's two letters by the language tags of others and by its own (superoffice-protocol, section 3). */
const LANGUAGES = new Map([
  ['en', 'US'],
  ['us', 'US'],
  ['nb', 'NO'],
  ['no', 'NO'],
  ['nn', 'NO'],
  ['de', 'GE,DE'],
  ['ge', 'GE,DE'],
  ['sv', 'SW,SV'],
  ['sw', 'SW,SV'],
  ['fr', 'FR'],
  ['da', 'DA'],
  ['nl', 'DU,NL'],
  ['du', 'DU,NL'],
  ['es', 'SP,ES'],
  ['sp', 'SP,ES'],
  ['it', 'IT'],
  ['cs', 'CZ,CS'],
  ['cz', 'CZ,CS'],
  ['fi', 'FI'],
  ['pl', 'PO,PL'],
  ['po', 'PO,PL'],
])

/** What asks for the texts as they are stored. */
const NO_LANGUAGE = ['*', 'x', '-']

/** Lets answers read in the language that a call asks for, SO-Language before Accept-Language. */
export function addLanguages (app: FastifyInstance): void {
  app.decorateRequest('wording')
  app.addHook('onRequest', (request, _reply, done) => {
    request.wording = wordingOf(languageHeader(request))
    const culture = String(request.headers['so-culture'] ?? '')
    const isWrong = culture !== '' && request.wording !== AS_STORED && !isCulture(culture)
    done(isWrong ? cultureInvalid(culture) : undefined)
  })
}

const languageHeader = ({ headers }: FastifyRequest) => String(headers['so-language'] ?? headers['accept-language'] ?? '')

const wordingOf = remembering((header: string): Wording => {
  // Some callers separate languages with a semicolon, as first-party texts do: `en-us; en-gb`.
  const list = header.replace(/;(?!\s*q\s*=)/gi, ',').replaceAll('_', '-')
  const tags = new Negotiator({ headers: { 'accept-language': list } }).languages().map(tag => tag.toLowerCase())
  const [first] = tags
  if (first === undefined || NO_LANGUAGE.includes(first)) return AS_STORED
  const [languages = ''] = tags.flatMap(tag => LANGUAGES.get(tag.split('-', 1).join()) ?? [])
  return wordingIn(languages)
})

const wordingIn = remembering((languages: string) => createWording(text => inLanguage(text, languages.split(','))))

/** Whether a text has the form of a language tag, which is all that cultures are asked for. */
const isCulture = (text: string) => /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(text)
