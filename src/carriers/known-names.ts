import type { TSchema } from '@sinclair/typebox'
import { BlobEntityCarrierSchema } from './blob-entity.js'
import { ListItemCarrierSchema } from './list-item.js'
import { PriceListCarrierSchema } from './price-list.js'
import { PrincipalSchema } from './principal.js'
import { ProductCarrierSchema } from './product.js'
import { TimeZoneDataSchema } from './time-zone-data.js'

/** Some properties that carriers of the real service have and the mock does not implement. Clients can send these properties. */
const OTHER_NAMES = ['ExtraFields', 'CustomFields']

function * namesIn (schema: TSchema): Generator<string> {
  for (const [name, property] of Object.entries<TSchema>(schema['properties'] ?? {})) {
    yield name
    yield * namesIn(property)
  }
  const inner: TSchema[] = [...schema['anyOf'] ?? [], ...Object.values(schema['patternProperties'] ?? {}), schema['items'] ?? []].flat()
  for (const one of inner) yield * namesIn(one)
}

const CARRIERS = [
  BlobEntityCarrierSchema, ListItemCarrierSchema, PriceListCarrierSchema, PrincipalSchema, ProductCarrierSchema, TimeZoneDataSchema,
]

const names = new Set(CARRIERS
  .flatMap(schema => [...namesIn(schema)]).concat(OTHER_NAMES).map(name => name.toLowerCase()))

/** True if a carrier in CARRIERS, or an object within one, has the property `name`, or if OTHER_NAMES contains `name`. Case is ignored. */
export const isCarrierName = (name: string) => names.has(name.toLowerCase())
