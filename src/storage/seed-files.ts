import { closeSync, fstatSync, openSync, readFileSync, readSync, readdirSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config/config.js'
import { instantOf } from '../carriers/date-time.js'
import { quote } from '../errors/expectation.js'
import { assertFits, readJsonFile } from '../config/json-file.js'
import { packageFile } from '../config/package-files.js'
import { pictureTypeOf } from '../pictures/picture-type-of.js'
import { PICTURE_TYPES } from '../pictures/picture-types.js'
import { WrongUseError } from '../config/start-error.js'
import { lookAtBytes, reasonAgainstFile } from './seed-bytes.js'
import { SeedFileSchema, StateSchema, type PictureFile, type SeedContent, type SeedFile } from './seed-schema.js'
import { twinsOf } from './seed-twins.js'
import { removeNullTexts, seedOf, type Seed } from './seed.js'

/** A seed cannot be read or is invalid. The message names the first invalid place. */
class SeedError extends WrongUseError {}

/** The number of bytes that identify the type of a picture. */
const BEGINNING_BYTES = 8

const ADVICE = 'SUPEROFFICE_MOCK_SEED must name a JSON file or a folder of such, or be none or shipped.'

const SEED = { subject: 'The seed', isSecret: false, error: (message: string) => new SeedError(message) }

/** A content with the name that messages use. */
interface NamedContent {
  readonly name: string
  readonly content: SeedContent
}

/**
 * Reads a seed: a state, a JSON file, or all JSON files of a folder together. `shipped` is the seed of this package, `none`
 * the empty seed: an administrator and no products. Picture files are only checked here, and read when they are stored.
 * @param mostBytes the largest size of a picture
 * @param writePolicy null for a string stays null under `client`, as in a request
 * @throws SeedError
 */
export function loadSeed (given: Config['seed'], mostBytes = Infinity, writePolicy: Config['writePolicy'] = 'server'): Seed {
  const now = instantOf(Date.now())
  if (given === 'none') return seedOf([{ Products: [] }], now)
  const named = typeof given === 'string' ? readFiles(given, mostBytes) : [readSeedSetting(given)]
  named.forEach(refuseWrongBytes)
  const contents = named.map(({ content }) => content)
  const [twin] = twinsOf(...contents)
  if (twin === undefined) {
    if (writePolicy === 'server') contents.forEach(removeNullTexts)
    return seedOf(contents, now)
  }
  const [name, first] = [named[twin.content]?.name, named[twin.first.content]?.name]
  throw new SeedError(name === first
    ? `The seed ${name} has the ${twin.name} twice, at ${twin.first.pointer} and ${twin.pointer}; it must have it once${twin.advice}.`
    : `The seed ${name} has the ${twin.name} at ${twin.pointer}, and ${first} has it at ${twin.first.pointer}; one of them must have it${twin.advice}.`)
}

function readFiles (path: string, mostBytes: number): NamedContent[] {
  if (path === 'shipped') return [readShipped(mostBytes)]
  return filesOf(path).map(name => {
    const content = readJsonFile(SeedFileSchema, { ...SEED, name, advice: ADVICE })
    return { name, content: withPictures(name, content, mostBytes) }
  })
}

/** Not validated: a test proves that it fits the schema, and validation would take a fiftieth of the start. */
function readShipped (mostBytes: number): NamedContent {
  const name = fileURLToPath(packageFile('db/seed.json'))
  const content: SeedFile = JSON.parse(readFileSync(name, 'utf8'))
  return { name, content: withPictures(name, content, mostBytes) }
}

function readSeedSetting (content: unknown): NamedContent {
  const name = 'settings.seed'
  assertFits(StateSchema, content, { ...SEED, name, reasonOf: reasonAgainstFile })
  return { name, content }
}

function refuseWrongBytes ({ name, content }: NamedContent): void {
  for (const [pointer, problem] of lookAtBytes(content)) {
    if (problem !== undefined) throw wrong(name, pointer, problem)
  }
}

/** Returns the JSON files of a folder by name, or the path itself if it is not a folder. */
function filesOf (path: string): readonly string[] {
  const names = listFolder(path)?.filter(name => name.toLowerCase().endsWith('.json')).sort()
  if (names?.length === 0) throw new SeedError(`The seed ${path} is a folder without JSON files. ${ADVICE}`)
  return names?.map(name => join(path, name)) ?? [path]
}

/** Returns the names in a folder, or undefined if the path is not a folder. */
function listFolder (path: string): string[] | undefined {
  try {
    return readdirSync(path)
  } catch {
    return undefined
  }
}

type SeedImageInfo = NonNullable<SeedFile['Products'][number]['ImageInfo']>

/** Replaces each `File` by the picture file that it names. */
function withPictures (path: string, { Products, Persons, Projects, Contacts, Blobs = [], ...others }: SeedFile, mostBytes: number): SeedContent {
  const fileOf = (pointer: string, { File, Bytes }: { readonly File?: string | undefined, readonly Bytes?: string }) => {
    if (File !== undefined && Bytes !== undefined) throw wrong(path, `${pointer}/File`, 'must not stand beside Bytes')
    return File === undefined ? {} : { file: findPicture({ seed: path, pointer: `${pointer}/File`, File, mostBytes }) }
  }
  const ownersWithPictures = <Item extends { readonly ImageInfo?: SeedImageInfo }>(list: string, items: readonly Item[] = []) =>
    items.map(({ ImageInfo, ...owner }, index) => {
      if (ImageInfo === undefined) return owner
      const { File, ...entity } = ImageInfo
      return { ...owner, ImageInfo: entity, ...fileOf(`/${list}/${index}/ImageInfo`, ImageInfo) }
    })
  return {
    ...others,
    Products: ownersWithPictures('Products', Products),
    Persons: ownersWithPictures('Persons', Persons),
    Projects: ownersWithPictures('Projects', Projects),
    Contacts: ownersWithPictures('Contacts', Contacts),
    Blobs: Blobs.map(({ File, ...blob }, index) => ({ ...blob, ...fileOf(`/Blobs/${index}`, { File, ...blob }) })),
  }
}

interface FilePlace {
  readonly seed: string
  readonly pointer: string
  readonly File: string
  readonly mostBytes: number
}

/** Checks the place, the size and the first bytes of a picture file. */
function findPicture ({ seed, pointer, File, mostBytes }: FilePlace): PictureFile {
  const folder = dirname(resolve(seed))
  const path = resolve(folder, File)
  const below = relative(folder, path)
  if (isAbsolute(File) || isAbsolute(below) || `${below}${sep}`.startsWith(`..${sep}`)) {
    throw wrong(seed, pointer, `must name a file in the folder of the seed or below it; got ${quote(File)}`)
  }
  const { size, beginning } = look(path, cause => wrong(seed, pointer, `must name a file that can be read; got ${quote(File)} (${cause})`))
  if (size > mostBytes) {
    throw wrong(seed, pointer, `must name a file of at most ${mostBytes} bytes, the limit that SUPEROFFICE_MOCK_IMAGE_LIMIT gives; ${quote(File)} has ${size}`)
  }
  if (pictureTypeOf(beginning) === null) {
    throw wrong(seed, pointer, `must name a picture of the type ${PICTURE_TYPES.join(', ')}; ${quote(File)} begins as none does`)
  }
  return { read: () => readFileSync(path) }
}

function look (path: string, refusal: (cause: unknown) => SeedError) {
  try {
    const file = openSync(path, 'r')
    try {
      const beginning = Buffer.alloc(BEGINNING_BYTES)
      readSync(file, beginning)
      return { size: fstatSync(file).size, beginning }
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    throw refusal(cause)
  }
}

const wrong = (seed: string, pointer: string, problem: string) =>
  new SeedError(`The seed ${seed} is wrong at ${pointer}, which ${problem}.`)
