import { ConfigError } from '../config/config.js'
import { quote } from '../errors/expectation.js'

const NONE = 'none'

/**
 * Splits a setting into its words: origins or `others`. They are separated by white space, as in SuperOffice's setting CORSOrigin. Returns
 * an empty array for `none`.
 * @param variable name of the setting in the error message
 * @param others words that are allowed in addition to origins
 * @throws ConfigError if a word is neither an origin nor one of `others`
 */
export function parseOrigins (variable: string, setting: string, others: readonly string[] = []): string[] {
  if (setting === NONE) return []
  const words = setting.trim().split(/\s+/)
  const wrong = words.find(word => !others.includes(word) && !isOrigin(word))
  if (wrong === undefined) return words
  throw new ConfigError(`${variable} must be origins such as http://localhost:5173 separated by blanks, ${others.map(word => `${word}, `).join('')}or none; got ${quote(wrong)}.`)
}

export const isOrigin = (word: string) => URL.canParse(word) && new URL(word).origin === word
