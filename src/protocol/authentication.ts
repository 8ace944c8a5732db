import { TEXT_LENGTH } from '../carriers/scalars.js'

const BASIC = /^basic +([a-z0-9+/]+={0,2}) *$/i

/**
 * The user name of a Basic credential (superoffice-protocol, section 1): what stands before the first colon of
 * the decoded UTF-8. Any other credential, none, or a name that an Associate cannot have, names nobody.
 */
export function userNameOf (authorization = ''): string | undefined {
  const [, credential = ''] = BASIC.exec(authorization) ?? []
  const [name = ''] = Buffer.from(credential, 'base64').toString('utf8').split(':', 1)
  return name === '' || name.length > TEXT_LENGTH ? undefined : name
}
