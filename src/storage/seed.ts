import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Type, type Static } from '@sinclair/typebox'
import { Value, type ValueError } from '@sinclair/typebox/value'
import { AssociateSchema, type Associate } from '../carriers/associate.js'
import { BlobEntitySchema, type BlobEntity } from '../carriers/blob-entity.js'
import { toUtcSeconds } from '../carriers/date-time.js'
import { defaultsOf } from '../carriers/defaults.js'
import { Int32 } from '../carriers/scalars.js'
import { expectation, quote } from '../expectation.js'
import { packageFile } from '../package-files.js'
import { StorageStartError } from './store.js'

const closed = { additionalProperties: false }

const SeedFileSchema = Type.Object({
  Administrator: Type.Optional(Type.Partial(AssociateSchema, closed)),
  Products: Type.Array(Type.Object({
    ProductId: Int32({ minimum: 1 }),
    Name: Type.String({ minLength: 1 }),
    ImageInfo: Type.Optional(Type.Partial(BlobEntitySchema, closed)),
  }, closed)),
}, closed)

type SeedFile = Static<typeof SeedFileSchema>

/** What a new tenant starts with. */
export interface Seed {
  /** Who calls when nobody is named. */
  readonly administrator: Associate
  readonly products: readonly SeedProduct[]
}

export interface SeedProduct {
  readonly productId: number
  readonly name: string
  /** Without a blob of its own it is given the next free one. */
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
 * @throws StorageStartError with one line that names the file and the first thing wrong in it
 */
export function loadSeed (name: string): Seed {
  if (name === 'none') return { administrator: ADMINISTRATOR, products: [] }
  const path = name === 'shipped' ? fileURLToPath(packageFile('db/seed.json')) : name
  const file = readSeed(path)
  assertSeed(path, file)
  refuseTwins(path, file)
  const administrator = { ...ADMINISTRATOR, ...file.Administrator }
  return {
    administrator,
    products: file.Products.map(({ ProductId, Name, ImageInfo }) =>
      ({ productId: ProductId, name: Name, imageInfo: ImageInfo && completed(ImageInfo, administrator) })),
  }
}

function readSeed (path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new StorageStartError(`The seed ${path} cannot be read as JSON (${cause}). SEED must name a JSON file, or be none or shipped.`)
  }
}

function assertSeed (path: string, seed: unknown): asserts seed is SeedFile {
  const [wrong] = Value.Errors(SeedFileSchema, seed)
  if (wrong !== undefined) throw wrongAt(path, wrong)
}

function wrongAt (path: string, wrong: ValueError): StorageStartError {
  return new StorageStartError(`The seed ${path} is wrong at ${wrong.path || '/'}, ` +
    `which must be ${expectation(wrong.schema)}; ${quote(wrong.value)} came.`)
}

function refuseTwins (path: string, { Products }: SeedFile): void {
  const seen = new Set<number>()
  for (const { ProductId } of Products) {
    if (seen.has(ProductId)) throw new StorageStartError(`The seed ${path} has the product ${ProductId} twice; it must have it once.`)
    seen.add(ProductId)
  }
}

function completed (sent: Partial<BlobEntity>, administrator: Associate): BlobEntity {
  const entity = { ...defaultsOf(BlobEntitySchema), CreatedBy: administrator, UpdatedBy: administrator, ...sent }
  return { ...entity, CreatedDate: toUtcSeconds(entity.CreatedDate), UpdatedDate: toUtcSeconds(entity.UpdatedDate) }
}
