import { join, parse } from 'node:path'
import type { Config } from '../config/config.js'
import { describeFileError } from '../config/file-error.js'
import { WrongUseError } from '../config/start-error.js'
import { quote } from '../errors/expectation.js'
import { listJsonFiles } from './json-files.js'
import { loadSeed } from './seed-files.js'
import type { Seed } from './seed.js'

type SeedsConfig = Pick<Config, 'seeds' | 'imageLimit' | 'writePolicy'>

/** The seeds of a folder, by the names of their files. */
export interface NamedSeeds {
  /** Returns the names in order, without `.json`. */
  names (): string[]
  /**
   * Reads the seed with a name, which may be written in any case and as a sentence: `a mug exists` is `a-mug-exists.json`.
   * @returns undefined if no file has the name
   * @throws WrongUseError that names each invalid place of the file
   */
  load (name: string): Seed | undefined
}

/**
 * Opens the folder of named seeds; undefined if no folder is set. Files are read again for each request, so that changes to them take
 * effect.
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

/** Returns the letters and digits of a name in lower case, with a minus between words. */
const joinWords = (name: string) => name.toLowerCase().split(/[^\p{L}\p{N}_]+/u).filter(word => word !== '').join('-')
