import type { State, UsersFile } from './shapes.js'

/**
 * The settings of a mock; all of them may be left out. They are those of the command line, which the README describes, and
 * the environment has no say in them.
 */
export interface MockServerSettings {
  /** Port to listen on; 0, the default, takes a free one. */
  readonly port?: number
  /** Address to listen on: `127.0.0.1`, if nothing else is said. */
  readonly host?: string
  /** Database file; `:memory:`, the default, keeps nothing. */
  readonly database?: string
  /**
   * What a new tenant starts with: the data themselves, a JSON file, a folder of them, `none`, or `shipped`, which is the
   * default.
   */
  readonly seed?: string | State
  /** Least level of the lines that are logged on standard output; none are by default. */
  readonly logLevel?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'
  /** Who gives ids, dates and authors: `server`, the default, or `client`. */
  readonly writePolicy?: 'server' | 'client'
  /** Whether products exist that were not seeded: `accept`, the default, or `reject`. */
  readonly unknownProducts?: 'accept' | 'reject'
  /** Whether persons, projects and contacts exist that were not seeded: `accept`, the default, or `reject`. */
  readonly unknownOwners?: 'accept' | 'reject'
  /** `strict`, the default, refuses wrong properties; `warn` takes what can be stored. */
  readonly validation?: 'strict' | 'warn'
  /** Which credentials are taken: `any` that is well-formed, which is the default, those of the `users`, or `off`: none is asked for. */
  readonly auth?: 'any' | 'users' | 'off'
  /** The users that `auth: 'users'` takes, or a JSON file of them. */
  readonly users?: string | UsersFile
  /** Whose schemes of authorization are taken; `any` by default. */
  readonly installation?: 'any' | 'onsite' | 'online'
  /** Status for an access token that has expired; `401` by default. */
  readonly expiredToken?: '401' | '403'
  /** Origins whose pages may call, separated by blanks; `*`, the default, for all, or `none`. */
  readonly corsOrigins?: string
  /** `apply`, the default, bodies of the patch types to what is stored, or read them as the `entity`. */
  readonly putPatch?: 'apply' | 'entity'
  /** What there is when `Accept` allows nothing: JSON as a `fallback`, which is the default, or 406 under `strict`. */
  readonly notAcceptable?: 'fallback' | 'strict'
  /** Time zone code or id of dates in calls without `SO-TimeZone`; `UTC` by default. */
  readonly baseTimeZone?: string
  /** `reject` a time zone that is not known, which is the default, or `ignore` it. */
  readonly unknownTimeZone?: 'reject' | 'ignore'
  /** How answers show dates to callers with a time zone and without offsets; `local` by default. */
  readonly zonedDates?: 'local' | 'utc'
  /** What an answered write survives, the end of the `process`, which is the default, or of the `power`. */
  readonly durability?: 'process' | 'power'
  /** Most bytes of a request body; 1 MiB by default. */
  readonly bodyLimit?: number
  /** Most bytes of an image; 20 MiB by default. */
  readonly imageLimit?: number
  /** Name of the text in SuperOffice's error bodies; `Message` by default. */
  readonly errorMessageKey?: 'Message' | 'ErrorMessage'
  /** Whether there is anything below `/_mock`; `on` by default. */
  readonly control?: 'on' | 'off'
  /** What calls below `/_mock` must send as `Authorization: Bearer …`; empty, the default, for nothing. */
  readonly controlToken?: string
  /** Most calls of a tenant that `/_mock/journal` keeps; 1000 by default, 0 for none. */
  readonly journalSize?: number
  /** Whether calls are counted for `/_mock/metrics`; `on` by default. */
  readonly metrics?: 'on' | 'off'
}
