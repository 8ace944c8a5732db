import { REMOVED, isSecretName, secretsOf } from '../../../http/secrets.js'
import { isList, jsonSecrets } from './json-secrets.js'
import { multipartSecrets } from './multipart-secrets.js'
import { parameterSecrets } from './parameter-secrets.js'
import { withoutRanges } from './ranges.js'
import { xmlSecrets } from './xml-secrets.js'

/** Takes secrets out of texts; of one that was cut also what may be one, as its end is not known. */
export type Redaction = (text: string, isCut?: boolean) => string

/** Compiles what takes the secrets out of all texts of a call, those of its query wherever they are repeated. */
export function compileRedaction (query: string): Redaction {
  const secrets = secretsOf(query)
  const repeated = secrets.length > 0 ? new RegExp(secrets.map(escaped).join('|'), 'g') : undefined
  return (text, isCut = false) => {
    const redacted = mayNameSecrets(text) || (isCut && isList(text))
      ? withoutRanges(text, [
        ...parameterSecrets(text), ...jsonSecrets(text), ...xmlSecrets(text, isCut), ...multipartSecrets(text),
      ])
      : text
    return repeated === undefined ? redacted : redacted.replace(repeated, REMOVED)
  }
}

/** Whether a name in it may be secret, as it is or by escapes of JSON or of an address. */
const mayNameSecrets = (text: string) => isSecretName(text) || /\\u00|%[2-7]/.test(text)

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
