import { closeSync, existsSync, openSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config/config.js'
import { formatInstant } from '../carriers/date-time.js'
import { joinSentences, type Violation } from '../errors/api-errors.js'
import { quote } from '../errors/expectation.js'
import { describeWrongPlaces } from '../errors/schema-violations.js'
import { assertFits, readJsonFile } from '../config/json-file.js'
import { packageFile } from '../config/package-files.js'
import { detectPictureType } from '../pictures/detect-picture-type.js'
import { PICTURE_TYPES } from '../pictures/picture-types.js'
import { WrongUseError } from '../config/start-error.js'
import { listJsonFiles } from './json-files.js'
import { validateBytes, reasonAgainstFile } from './seed-bytes.js'
import { SeedFileSchema, StateSchema, type PictureFile, type SeedContent, type SeedFile } from './seed-schema.js'
import { findTwins, type Twin } from './seed-twins.js'
import { removeNullTexts, createSeed, type Seed } from './seed.js'

class SeedError extends WrongUseError {}

/** The length of the longest magic number, which is that of PNG. */
const BEGINNING_BYTES = 8

const ADVICE = '--seed or SUPEROFFICE_MOCK_SEED, or in a program seed, must be shipped, none, a JSON file or a folder of JSON files.'

const SEED = { subject: 'The seed', isSecret: false, error: (message: string) => new SeedError(message) }

interface NamedContent {
  readonly name: string
  readonly content: SeedContent
}

export interface SeedReading {
  /** Maximum number of bytes of a picture file; by default unlimited. */
  readonly imageLimit?: number
  /** By default `server`: null becomes "" in properties whose default is "". With `client`, null stays null. */
  readonly writePolicy?: Config['writePolicy']
  /**
   * The RegisteredDate of products for which the seed has no RegisteredDate: in UTC, as in `2008-01-30T08:40:59`. By default the current
   * time.
   */
  readonly now?: string
  /**
   * Called with the path of a seed file, a folder of seed files or a picture file, before the file or folder is read. The path need not
   * exist. Not called for the JSON file of the shipped seed.
   */
  readonly onFile?: ((path: string) => void) | undefined
}

/**
 * Reads a seed: a state, a JSON file, or all JSON files of a folder. `shipped` is the seed of this package, and `none` is a seed with only
 * an administrator. Picture files are checked here, but read completely only when `read` of a SeedImage is called.
 * @throws SeedError if a file cannot be read, or the seed is invalid
 */
export function loadSeed (given: Config['seed'], reading: SeedReading = {}): Seed {
  const { writePolicy = 'server', now = formatInstant(Date.now()) } = reading
  if (given === 'none') return createSeed([{ Products: [] }], now)
  const named = typeof given === 'string' ? readFiles(given, reading) : [readSeedSetting(given)]
  const contents = named.map(({ content }) => content)
  const twins = findTwins(...contents)
  if (twins.length > 0) throw new SeedError(joinSentences(twins, twin => twinSentence(named, twin)))
  if (writePolicy === 'server') contents.forEach(removeNullTexts)
  return createSeed(contents, now)
}

function twinSentence (named: readonly NamedContent[], { content, pointer, first, name, advice }: Twin): string {
  const [file, firstFile] = [named[content]?.name, named[first.content]?.name]
  return file === firstFile
    ? `The seed ${file} has the ${name} twice, at ${first.pointer} and ${pointer}; remove one of them${advice}.`
    : `The seed ${file} has the ${name} at ${pointer}, and ${firstFile} has it at ${first.pointer}; remove one of them${advice}.`
}

function readFiles (path: string, reading: SeedReading): NamedContent[] {
  if (path === 'shipped') return [readShipped(reading)]
  const errors: unknown[] = []
  reading.onFile?.(path)
  const named = listSeedFiles(path).flatMap(name => {
    try {
      return [readFile(path, name, reading)]
    } catch (cause) {
      errors.push(cause)
      return []
    }
  })
  if (errors.length > 0) throw errors.find(error => !(error instanceof SeedError)) ?? new SeedError(joinSentences(errors, error => Object(error).message))
  return named
}

/** Reads the seed file `name`. `given` is the same path, or the folder that contains the file. */
function readFile (given: string, name: string, reading: SeedReading): NamedContent {
  reading.onFile?.(name)
  if (name !== given && isLinkOut(given, name)) throw new SeedError(`The seed ${name} must be in the folder of the seed; it is a link to another place.`)
  return addPictures(name, readJsonFile(SeedFileSchema, { ...SEED, name, advice: ADVICE }), reading)
}

/** Reads the shipped seed. It is not validated against the schema, because this would delay the start. A test validates the file. */
function readShipped (reading: SeedReading): NamedContent {
  const name = fileURLToPath(packageFile('db/seed.json'))
  return addPictures(name, JSON.parse(readFileSync(name, 'utf8')), reading)
}

function readSeedSetting (content: unknown): NamedContent {
  const name = 'settings.seed'
  assertFits(StateSchema, content, { ...SEED, name, explainUnknown: reasonAgainstFile })
  refuse(name, wrongBytesIn(content))
  return { name, content }
}

const wrongBytesIn = (content: SeedContent): Violation[] =>
  [...validateBytes(content)].flatMap(([path, problem]) => problem === undefined ? [] : [{ path, problem }])

function refuse (name: string, violations: readonly Violation[]): void {
  const message = describeWrongPlaces(`The seed ${name}`, violations)
  if (message !== undefined) throw new SeedError(message)
}

/**
 * Returns the sorted paths of the JSON files in a folder. If the path is not a folder that can be read, returns the path itself.
 * @throws SeedError if the folder has no JSON files
 */
function listSeedFiles (path: string): readonly string[] {
  const names = listFolder(path)
  if (names?.length === 0) throw new SeedError(`The seed ${path} is a folder without JSON files. ${ADVICE}`)
  return names?.map(name => join(path, name)) ?? [path]
}

function listFolder (path: string): string[] | undefined {
  try {
    return listJsonFiles(path)
  } catch {
    return undefined
  }
}

type SeedImageInfo = NonNullable<SeedFile['Products'][number]['ImageInfo']>

/**
 * Returns the content of a seed file, with each property `File` replaced by a property `file`. `File` is the path of a picture; `file` has
 * a function that reads the picture. The `file` of an ImageInfo is a property of its owner, next to ImageInfo.
 * @throws SeedError if a `File` or `Bytes` cannot be used
 */
function addPictures (name: string, { Products, Persons, Projects, Contacts, Blobs = [], ...others }: SeedFile, reading: SeedReading): NamedContent {
  const folder = dirname(resolve(name))
  const problems: Violation[] = []
  const readPictureFile = (pointer: string, { File, Bytes }: { readonly File?: string | undefined, readonly Bytes?: string }): { readonly file?: PictureFile } => {
    if (File === undefined) return {}
    const found = Bytes === undefined ? findPicture(folder, File, reading) : 'must not be combined with Bytes'
    if (typeof found !== 'string') return { file: found }
    problems.push({ path: `${pointer}/File`, problem: found })
    return {}
  }
  const ownersWithPictures = <Item extends { readonly ImageInfo?: SeedImageInfo }>(list: string, items: readonly Item[] = []) =>
    items.map(({ ImageInfo, ...owner }, index) => {
      if (ImageInfo === undefined) return owner
      const { File, ...entity } = ImageInfo
      return { ...owner, ImageInfo: entity, ...readPictureFile(`/${list}/${index}/ImageInfo`, ImageInfo) }
    })
  const content = {
    ...others,
    Products: ownersWithPictures('Products', Products),
    Persons: ownersWithPictures('Persons', Persons),
    Projects: ownersWithPictures('Projects', Projects),
    Contacts: ownersWithPictures('Contacts', Contacts),
    Blobs: Blobs.map(({ File, ...blob }, index) => ({ ...blob, ...readPictureFile(`/Blobs/${index}`, { File, ...blob }) })),
  }
  const wrongFiles = new Set(problems.map(({ path }) => path))
  // If a picture has both File and Bytes, only the problem of File is reported.
  refuse(name, [...problems, ...wrongBytesIn(content).filter(({ path }) => !wrongFiles.has(path.replace(/Bytes$/, 'File')))])
  return { name, content }
}

/** Returns a picture file, or the problem of the file. The problem continues a sentence that begins with the JSON pointer of `File`. */
function findPicture (folder: string, File: string, { imageLimit = Infinity, onFile }: SeedReading): PictureFile | string {
  const path = resolve(folder, File)
  if (isAbsolute(File) || !isInFolder(folder, path)) return `must name a file in the folder of the seed or below it; got ${quote(File)}`
  onFile?.(path)
  try {
    // Only regular files are allowed, because opening a pipe would block this process until another program opens the pipe for writing.
    const stats = statSync(path)
    if (!stats.isFile()) return `must name a regular file; ${quote(File)} is not one`
    if (isLinkOut(folder, path)) return `must name a file in the folder of the seed or below it; ${quote(File)} is a link to another place`
    if (stats.size > imageLimit) return `must name a file of at most ${imageLimit} bytes, which is the limit of SUPEROFFICE_MOCK_IMAGE_LIMIT; ${quote(File)} has ${stats.size}`
    return detectPictureType(readBeginning(path)) === null
      ? `must name a picture of the type ${PICTURE_TYPES.join(', ')}; ${quote(File)} does not begin like one`
      : { read: () => readFileSync(path) }
  } catch (cause) {
    return `must name a file that can be read; got ${quote(File)} (${cause})`
  }
}

/** True if the path exists and leads out of the folder through a symbolic link. */
function isLinkOut (folder: string, path: string): boolean {
  return existsSync(path) && !isInFolder(realpathSync(folder), realpathSync(path))
}

/** True if `path` is `folder` or is within `folder` at any depth. Both must be absolute. */
function isInFolder (folder: string, path: string): boolean {
  const below = relative(folder, path)
  return !isAbsolute(below) && !`${below}${sep}`.startsWith(`..${sep}`)
}

function readBeginning (path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const beginning = Buffer.alloc(BEGINNING_BYTES)
    readSync(file, beginning)
    return beginning
  } finally {
    closeSync(file)
  }
}
