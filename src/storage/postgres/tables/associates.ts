import type { Associate } from '../../../carriers/associate.js'
import { memoize, memoizeConstants } from '../../../http/memoize.js'

/** Parses the JSON of an associate. The result is frozen, because later calls can return the same object. */
export const parseAssociate = memoize((carrier: string): Associate => Object.freeze(JSON.parse(carrier)))

const write = memoizeConstants(JSON.stringify)

export const readAssociate = (carrier: string | null): Associate | null => carrier === null ? null : parseAssociate(carrier)

export const writeAssociate = (associate: Associate | null): string | null => associate === null ? null : write(associate)
