import { fileURLToPath } from 'node:url'
import { Type, type Static } from '@sinclair/typebox'
import { AssociateSchema, type Associate } from '../carriers/associate.js'
import { BlobEntitySchema, type BlobEntity } from '../carriers/blob-entity.js'
import { NEW_PRODUCT, completedProduct } from '../carriers/product-carrier.js'
import { ProductExtraDataFieldSchema, ProductSchema, type Product } from '../carriers/product.js'
import { toUtcSeconds } from '../carriers/date-time.js'
import { defaultsOf } from '../carriers/defaults.js'
import { Int32, TEXT_LENGTH } from '../carriers/scalars.js'
import { readJsonFile } from '../json-file.js'
import { packageFile } from '../package-files.js'
import { WrongUseError } from '../start-error.js'

/** Later callers are given the numbers above, which must be int32 as well. */
const HIGHEST_ADMINISTRATOR = 1_000_000_000

const closed = { additionalProperties: false }

const SeedFileSchema = Type.Object({
  Administrator: Type.Optional(Type.Partial(Type.Object({
    ...AssociateSchema.properties,
    AssociateId: Type.Integer({ minimum: 1, maximum: HIGHEST_ADMINISTRATOR }),
    Name: Type.String({ minLength: 1, maxLength: TEXT_LENGTH }),
  }), closed)),
  Products: Type.Array(Type.Object({
    ...Type.Partial(ProductSchema).properties,
    ProductId: Int32({ minimum: 1 }),
    Name: Type.String({ minLength: 1, maxLength: TEXT_LENGTH }),
    ExtraInfo: Type.Optional(Type.Array(Type.Partial(ProductExtraDataFieldSchema, closed))),
    ImageInfo: Type.Optional(Type.Partial(BlobEntitySchema, closed)),
  }, closed)),
}, closed)

type SeedFile = Static<typeof SeedFileSchema>

/** A seed that cannot be read or that is wrong, with the first place that is. */
export class SeedError extends WrongUseError {}

/** What a new tenant starts with. */
export interface Seed {
  /** Who calls when nobody is named. */
  readonly administrator: Associate
  readonly products: readonly SeedProduct[]
}

export interface SeedProduct {
  readonly product: Product
  /** With BlobId 0 it is given the next free one, after those that name theirs. */
  readonly imageInfo: BlobEntity | undefined
}

const ADMINISTRATOR: Associate = {
  ...defaultsOf(AssociateSchema),
  AssociateId: 1,
  Name: 'ADM0',
  PersonId: 1,
  Tooltip: '',
  Type: 'InternalAssociate',
  GroupIdx: 1,
  FullName: 'Adm0',
  FormalName: 'Adm0',
  EjUserId: 1,
}

/**
 * Reads a seed file. `shipped` names that of this package, `none` the empty seed: an administrator and no products.
 * @throws SeedError
 */
export function loadSeed (name: string): Seed {
  if (name === 'none') return { administrator: ADMINISTRATOR, products: [] }
  const path = name === 'shipped' ? fileURLToPath(packageFile('db/seed.json')) : name
  const file = readSeed(path)
  refuseTwins(path, file)
  const administrator = { ...ADMINISTRATOR, ...file.Administrator }
  return {
    administrator,
    products: file.Products
      .map(({ ImageInfo, ...product }) =>
        ({ product: completedProduct(product, NEW_PRODUCT), imageInfo: ImageInfo && completed(ImageInfo, administrator) }))
      .sort((one, other) => Number(one.imageInfo?.BlobId === 0) - Number(other.imageInfo?.BlobId === 0)),
  }
}

const readSeed = (path: string) => readJsonFile(SeedFileSchema, {
  path,
  subject: 'The seed',
  advice: 'SEED must name a JSON file, or be none or shipped.',
  isSecret: false,
  error: message => new SeedError(message),
})

function refuseTwins (path: string, { Products }: SeedFile): void {
  const seen = new Set<string>()
  const named = Products.flatMap(({ ProductId, ImageInfo }) =>
    [`product ${ProductId}`, ...(ImageInfo?.BlobId ? [`blob ${ImageInfo.BlobId}`] : [])])
  for (const name of named) {
    if (seen.has(name)) throw new SeedError(`The seed ${path} has the ${name} twice; it must have it once.`)
    seen.add(name)
  }
}

function completed (sent: Partial<BlobEntity>, administrator: Associate): BlobEntity {
  const entity = { ...defaultsOf(BlobEntitySchema), CreatedBy: administrator, UpdatedBy: administrator, ...sent }
  return { ...entity, CreatedDate: toUtcSeconds(entity.CreatedDate), UpdatedDate: toUtcSeconds(entity.UpdatedDate) }
}
