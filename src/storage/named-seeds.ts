import { join, parse } from 'node:path'
import type { Config } from '../config/config.js'
import { describeFileError } from '../config/file-error.js'
import { WrongUseError } from '../config/start-error.js'
import { quote } from '../errors/expectation.js'
import { listJsonFiles } from './json-files.js'
import { loadSeed } from './seed-files.js'
import type { Seed } from './seed.js'

type SeedsConfig = Pick<Config, 'seeds' | 'imageLimit' | 'writePolicy'>

export interface NamedSeeds {
  /**
   * Returns the names of the seeds, in the order of their file names. The name of a seed is the name of its file without `.json`.
   * @throws WrongUseError if the folder cannot be read
   */
  names (): string[]
  /**
   * Reads the seed `name`. Words consist of letters, digits and underscores. Case and the characters between words do not matter:
   * `A mug exists` means `a-mug-exists.json`. If several files match, the first in the order of `names` is read.
   * @returns undefined if no file has the name
   * @throws WrongUseError if the folder or the file cannot be read, or the file is invalid
   */
  load (name: string): Seed | undefined
}

/**
 * Returns functions that read the folder of named seeds again in each call, so that changed files have an effect without a restart. Returns
 * undefined if the setting SEEDS is empty.
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

/** Returns the words of a name in lower case, joined by `-`. */
const joinWords = (name: string) => name.toLowerCase().split(/[^\p{L}\p{N}_]+/u).filter(word => word !== '').join('-')
