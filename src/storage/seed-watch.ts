import { setTimeout as delay } from 'node:timers/promises'
import { ConfigError, type Config } from '../config/config.js'
import { WrongUseError } from '../config/start-error.js'
import { createFileStamps } from './file-stamps.js'
import { loadSeed } from './seed-files.js'
import type { ReplaceSeed, SeedReplacement } from './seed-replacement.js'
import type { StorageLog } from './storage-log.js'

/**
 * Pause between comparisons of the files with their states at the last load. A changed seed is loaded when two consecutive comparisons find
 * the same changes, because a file may be incomplete while it is being written.
 */
const CHECK_MS = 200

const MOST_LOGGED_NAMES = 5

interface SeedWatch {
  /** Adds the path of a file or folder. Must be called before the file or folder is read, so that no change is missed. */
  readonly onFile: (path: string) => void
  /** Begins to watch the files of the seed, and loads the seed again whenever they have changed. Returns a function that ends the watch. */
  begin (replaceSeed: ReplaceSeed, log: StorageLog | undefined): () => void
}

type WatchConfig = Pick<Config, 'watchSeed' | 'seed' | 'imageLimit' | 'writePolicy'>

/** @throws ConfigError if the setting WATCH_SEED is on */
export function assertNoSeedWatch ({ watchSeed }: Pick<Config, 'watchSeed'>): void {
  if (watchSeed === 'off') return
  throw new ConfigError('SUPEROFFICE_MOCK_WATCH_SEED must be off with a PostgreSQL database as SUPEROFFICE_MOCK_DATABASE, because all ' +
    'mocks on one database must have the same seed. Stop them, and start them with the changed seed.')
}

/**
 * Creates a watch of the seed. Returns undefined if the setting WATCH_SEED is off.
 * @throws ConfigError if WATCH_SEED is on, and the seed is a state, `shipped` or `none` instead of a path
 */
export function openSeedWatch ({ watchSeed, seed, imageLimit, writePolicy }: WatchConfig): SeedWatch | undefined {
  if (watchSeed === 'off') return undefined
  if (typeof seed !== 'string' || seed === 'shipped' || seed === 'none') {
    throw new ConfigError('SUPEROFFICE_MOCK_WATCH_SEED=on needs a JSON file or a folder of JSON files as SUPEROFFICE_MOCK_SEED; ' +
      `got ${typeof seed === 'string' ? seed : 'a state'}.`)
  }
  let stamps = createFileStamps()

  async function load (replaceSeed: ReplaceSeed): Promise<readonly [level: keyof StorageLog, sentence: string]> {
    stamps = createFileStamps()
    try {
      return ['info', `Loaded ${seed} again: ${describeReplacement(await replaceSeed(loadSeed(seed, { imageLimit, writePolicy, onFile: stamps.add })))}`]
    } catch (cause) {
      const { message } = cause as Error
      return ['warn', cause instanceof WrongUseError
        ? `${message} The mock keeps the seed that it had.`
        : `The seed ${seed} could not replace the data of all tenants (${message}). The remaining tenants keep their data.`]
    }
  }

  return {
    onFile: path => stamps.add(path),
    begin (replaceSeed, log) {
      const ending = new AbortController()
      const { signal } = ending

      async function watch (): Promise<void> {
        let found = ''
        while (!signal.aborted) {
          await delay(CHECK_MS, undefined, { ref: false, signal }).catch(() => undefined)
          const changes = await stamps.findChanges()
          if (signal.aborted || changes === '' || changes !== found) {
            found = changes
            continue
          }
          const [level, sentence] = await load(replaceSeed)
          if (!signal.aborted) log?.[level](sentence)
        }
      }

      watch()
      return () => ending.abort()
    },
  }
}

/** Returns a sentence such as `3 tenants take the new data, 1 changed tenant (acme) keeps its own until it is reset.` */
function describeReplacement ({ renewed, changed }: SeedReplacement): string {
  const taken = renewed === 1 ? '1 tenant takes the new data' : `${renewed} tenants take the new data`
  if (changed.length === 0) return `${taken}.`
  const names = changed.length > MOST_LOGGED_NAMES
    ? `${changed.slice(0, MOST_LOGGED_NAMES).join(', ')} and ${changed.length - MOST_LOGGED_NAMES} more`
    : changed.join(', ')
  return changed.length === 1
    ? `${taken}, 1 changed tenant (${names}) keeps its own until it is reset.`
    : `${taken}, ${changed.length} changed tenants (${names}) keep their own until they are reset.`
}
