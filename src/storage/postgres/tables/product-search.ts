import type { ArchiveProduct } from '../../../carriers/archive-product.js'
import { UNSET_DATE } from '../../../carriers/date-time.js'
import type { PriceList } from '../../../carriers/price-list.js'
import type { AuditedProduct } from '../../../carriers/product-audit.js'
import { assertDefined } from '../../../errors/assert-defined.js'
import { takeTurn } from '../../../http/turns.js'
import type { Comparison, Condition, ProductProperty, ProductQuery, ProductRow, TextMatch } from '../../product-query.js'

/** A product, and the first price list that has the ERPPriceListKey of the product. */
interface Listed {
  readonly product: AuditedProduct
  readonly priceList: PriceList | undefined
}

/**
 * Functions that return the properties of ArchiveProduct. The authors and dates of the registration and the last change of a price list are
 * not stored, so their functions return "" and the unset date.
 */
const ARCHIVE: { readonly [Property in keyof ArchiveProduct]: (listed: Listed) => ArchiveProduct[Property] } = {
  AllRows: () => true,
  NoRows: () => false,
  PriceListId: ({ priceList }) => priceList?.PriceListId ?? 0,
  Thumbnail: () => '',
  UpdatedBy: ({ product }) => product.UpdatedBy?.Name ?? '',
  UpdatedById: ({ product }) => product.UpdatedBy?.AssociateId ?? 0,
  UpdatedDate: ({ product }) => product.UpdatedDate,
  RegisteredBy: ({ product }) => product.RegisteredBy?.Name ?? '',
  RegisteredById: ({ product }) => product.RegisteredBy?.AssociateId ?? 0,
  RegisteredDate: ({ product }) => product.RegisteredDate,
  PriceListName: ({ priceList }) => priceList?.Name ?? '',
  PriceListDescription: ({ priceList }) => priceList?.Description ?? '',
  PriceListConnection: ({ priceList }) => String(priceList?.QuoteConnectionId ?? ''),
  PriceListCurrency: ({ priceList }) => priceList?.Currency ?? '',
  PriceListValidFrom: ({ priceList }) => priceList?.ValidFrom ?? UNSET_DATE,
  PriceListValidTo: ({ priceList }) => priceList?.ValidTo ?? UNSET_DATE,
  PriceListIsCopy: () => false,
  PriceListIsActive: ({ priceList }) => priceList?.IsActive ?? false,
  PriceListUpdatedBy: () => '',
  PriceListUpdatedDate: () => UNSET_DATE,
  PriceListRegisteredBy: () => '',
  PriceListRegisteredDate: () => UNSET_DATE,
}

const isOfArchive = (property: ProductProperty): property is keyof ArchiveProduct => Object.hasOwn(ARCHIVE, property)

const readListed = (listed: Listed, property: ProductProperty) => isOfArchive(property) ? ARCHIVE[property](listed) : listed.product[property]

/** An operand of `compare`: a number, or the UTF-8 bytes of a string in lower case. */
type Key = number | Buffer

const folded = (value: unknown) => String(value ?? '').toLowerCase()

const toSortKey = (value: unknown): Key => typeof value === 'number' || typeof value === 'boolean' ? Number(value) : Buffer.from(folded(value))

/**
 * Compares two keys. Returns NaN if one key is a number and the other is bytes, so that all functions of COMPARISONS return false. This
 * happens, for example, when a number is compared with null, because the key of null is that of an empty string.
 */
function compare (one: Key, other: Key): number {
  if (typeof one === 'object' && typeof other === 'object') return Buffer.compare(one, other)
  return typeof one === 'number' && typeof other === 'number' ? one - other : NaN
}

const COMPARISONS: Readonly<Record<Comparison, (order: number) => boolean>> = {
  equal: order => order === 0,
  greater: order => order > 0,
  less: order => order < 0,
  greaterOrEqual: order => order >= 0,
  lessOrEqual: order => order <= 0,
}

const MATCHES: Readonly<Record<TextMatch, (text: string, part: string) => boolean>> = {
  contains: (text, part) => text.includes(part),
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
}

type Test = (listed: Listed) => boolean

function compileTest (condition: Condition): Test {
  switch (condition.kind) {
    case 'and': {
      const tests = condition.conditions.map(compileTest)
      return listed => tests.every(test => test(listed))
    }
    case 'or': {
      const tests = condition.conditions.map(compileTest)
      return listed => tests.some(test => test(listed))
    }
    case 'not': {
      const test = compileTest(condition.condition)
      return listed => !test(listed)
    }
    case 'in': {
      const { property } = condition
      const values = new Set(condition.values.map(value => toIdentity(value)))
      return listed => values.has(toIdentity(readListed(listed, property)))
    }
    case 'contains':
    case 'startsWith':
    case 'endsWith': {
      const { property } = condition
      const matches = MATCHES[condition.kind]
      const part = folded(condition.text)
      return listed => matches(folded(readListed(listed, property)), part)
    }
    default: {
      const { property } = condition
      const holds = COMPARISONS[condition.kind]
      const key = toSortKey(condition.value)
      return listed => holds(compare(toSortKey(readListed(listed, property)), key))
    }
  }
}

const toIdentity = (value: unknown): number | string => typeof value === 'number' || typeof value === 'boolean' ? Number(value) : folded(value)

/**
 * Filters and orders products, and returns the rows of a page. This is not done in SQL, because the result must be the same as with SQLite,
 * but the functions of PostgreSQL for lower case and the order of strings depend on its version and settings.
 */
export async function searchProducts (
  products: readonly AuditedProduct[], priceLists: readonly PriceList[], { properties, condition, order, skip, top }: ProductQuery
): Promise<ProductRow[]> {
  const byKey = new Map(priceLists.filter(({ ERPPriceListKey }) => Boolean(ERPPriceListKey)).reverse().map(priceList => [priceList.ERPPriceListKey, priceList]))
  const test = condition === undefined ? () => true : compileTest(condition)
  const found: { readonly listed: Listed, readonly keys: readonly Key[] }[] = []
  for (const product of products) {
    await takeTurn()
    const listed = { product, priceList: byKey.get(product.ERPPriceListKey) }
    if (test(listed)) found.push({ listed, keys: order.map(({ property }) => toSortKey(readListed(listed, property))) })
  }
  found.sort((one, other) => compareListed(one.keys, other.keys, order))
  const selected = [...new Set(['ProductId', ...properties] as const)]
  return found.slice(skip, skip + top).map(({ listed }) => Object.fromEntries(selected.map(property => [property, readListed(listed, property)])) as ProductRow)
}

/** Compares the keys of two products. Returns 0 if all keys are equal, so that the sort leaves these products in the order of their ids. */
function compareListed (one: readonly Key[], other: readonly Key[], order: ProductQuery['order']): number {
  const compared = order.map(({ isDescending }, index) => {
    const [key, otherKey] = [assertDefined(one[index], 'Each order has a key.'), assertDefined(other[index], 'Each order has a key.')]
    return isDescending ? compare(otherKey, key) : compare(key, otherKey)
  })
  return compared.find(result => result !== 0) ?? 0
}
