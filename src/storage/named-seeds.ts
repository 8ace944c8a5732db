import { join, parse } from 'node:path'
import type { Config } from '../config/config.js'
import { describeFileError } from '../config/file-error.js'
import { WrongUseError } from '../config/start-error.js'
import { quote } from '../errors/expectation.js'
import { listJsonFiles } from './json-files.js'
import { loadSeed } from './seed-files.js'
import type { Seed } from './seed.js'

type SeedsConfig = Pick<Config, 'seeds' | 'imageLimit' | 'writePolicy'>

/** The seeds of a folder, by name. */
export interface NamedSeeds {
  /** Returns the names of the seeds in order. They are the names of the files without `.json`. */
  names (): string[]
  /**
   * Reads the seed with a name. The name is case-insensitive and may be a sentence: `a mug exists` means `a-mug-exists.json`.
   * @returns undefined if no file has the name
   * @throws WrongUseError that names each invalid part of the file
   */
  load (name: string): Seed | undefined
}

/**
 * Opens the folder of named seeds. Returns undefined if no folder is set. Files are read again for each request, so that changes of them
 * have an effect.
 * @throws WrongUseError if the folder cannot be read
 */
export function openNamedSeeds ({ seeds: folder, ...config }: SeedsConfig): NamedSeeds | undefined {
  if (folder === '') return undefined
  const files = () => readFolder(folder)
  files()
  return {
    names: () => files().map(readSeedName),
    load (name) {
      const wanted = joinWords(name)
      const file = files().find(one => joinWords(readSeedName(one)) === wanted)
      return file === undefined ? undefined : loadSeed(join(folder, file), config)
    },
  }
}

const readSeedName = (file: string) => parse(file).name

function readFolder (folder: string): string[] {
  try {
    return listJsonFiles(folder)
  } catch (cause) {
    throw new WrongUseError(`SUPEROFFICE_MOCK_SEEDS must name a folder; got ${quote(folder)} (${describeFileError(cause)}).`)
  }
}

/** Normalizes a name: its words, which are letters and digits, in lower case and with a minus between them. */
const joinWords = (name: string) => name.toLowerCase().split(/[^\p{L}\p{N}_]+/u).filter(word => word !== '').join('-')
