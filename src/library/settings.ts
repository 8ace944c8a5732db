import type { State, UsersFile } from './shapes.js'

/**
 * The settings of a mock; all are optional. They have the names and meanings of the command line's flags, which
 * docs/settings.md describes. Environment variables have no effect on them.
 */
export interface MockServerSettings {
  /** Port to listen on; 0, the default, chooses a free one. */
  readonly port?: number
  /** Address to listen on; `127.0.0.1` by default. */
  readonly host?: string
  /** Path of the database file, or the address of a PostgreSQL; `:memory:`, the default, keeps the data in memory only. */
  readonly database?: string
  /**
   * Data of a new tenant: a state, the path of a JSON file or of a folder with JSON files, `none`, or `shipped`, the default: the
   * seed in this package.
   */
  readonly seed?: string | State
  /**
   * `on` loads the file or folder of the `seed` again when it was changed, into the tenants that were not changed, and logs it; an invalid one
   * is logged with all its errors, and the old one stays. `off` is the default.
   */
  readonly watchSeed?: 'off' | 'on'
  /** Path of a folder with named seeds for `setUp`; none by default. */
  readonly seeds?: string
  /** Lowest level that is logged to standard output; `silent`, the default, logs nothing. */
  readonly logLevel?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'
  /** Determines the ids, dates and authors of saved entities: the `server`, which is the default, or the `client`. */
  readonly writePolicy?: 'server' | 'client'
  /** `accept`, the default, treats every product id as existing; `reject` only the stored ones. */
  readonly unknownProducts?: 'accept' | 'reject'
  /** `accept`, the default, treats every id of a person, project or contact as existing; `reject` only the stored ones. */
  readonly unknownOwners?: 'accept' | 'reject'
  /**
   * `service`, the default, converts values as the real service does, such as numbers in quotes, and refuses what it cannot convert;
   * `strict` refuses every value of another type; `warn` corrects or omits invalid properties.
   */
  readonly validation?: 'service' | 'strict' | 'warn'
  /** Accepted credentials: `any` well-formed one, which is the default, those of the `users`, or `off` to require none. */
  readonly auth?: 'any' | 'users' | 'off'
  /** The users for `auth: 'users'`, or the path of a JSON file with them. */
  readonly users?: string | UsersFile
  /** Kind of installation whose authorization schemes are accepted; `any` by default. */
  readonly installation?: 'any' | 'onsite' | 'online'
  /** Status of responses to an expired access token; `401` by default. */
  readonly expiredToken?: '401' | '403'
  /** Origins that CORS allows, separated by blanks; `*`, the default, for all, or `none`. */
  readonly corsOrigins?: string
  /** `apply`, the default, applies a body of a patch type to the stored entity; `entity` reads it as a whole entity. */
  readonly putPatch?: 'apply' | 'entity'
  /** Response if `Accept` allows no supported type: JSON with `fallback`, the default, or status 406 with `strict`. */
  readonly notAcceptable?: 'fallback' | 'strict'
  /** Time zone code or id of dates in requests without `SO-TimeZone`; `UTC` by default. */
  readonly baseTimeZone?: string
  /** `reject`, the default, refuses an unknown time zone; `ignore` uses the base time zone instead. */
  readonly unknownTimeZone?: 'reject' | 'ignore'
  /** Zone of dates in responses to requests that name a time zone without offsets; `local`, the default, or `utc`. */
  readonly zonedDates?: 'local' | 'utc'
  /** Durability of acknowledged writes: they survive a crash of the `process`, which is the default, or a loss of `power`. */
  readonly durability?: 'process' | 'power'
  /** Maximum size of a request body in bytes; 1 MiB by default. */
  readonly bodyLimit?: number
  /** Maximum size of an image in bytes; 20 MiB by default. */
  readonly imageLimit?: number
  /** Name of the property with the message in SuperOffice's error bodies; `Message` by default. */
  readonly errorMessageKey?: 'Message' | 'ErrorMessage'
  /** `on`, the default, enables the routes below `/_mock`, which the control methods of the handle use. */
  readonly control?: 'on' | 'off'
  /** Token that requests below `/_mock` must send as `Authorization: Bearer …`; empty, the default, requires none. */
  readonly controlToken?: string
  /** Origins whose pages may send requests below `/_mock`, separated by blanks; `none` by default. */
  readonly controlOrigins?: string
  /** Names with a dot that `Host` may contain in requests below `/_mock` and for the page, separated by blanks; `none` by default. */
  readonly allowedHosts?: string
  /**
   * `on` serves HTTPS. Without `tlsCert` the mock makes a certificate for localhost and the `allowedHosts`, and the handle has the
   * `certificateAuthority` that clients must trust. `off` is the default.
   */
  readonly tls?: 'off' | 'on'
  /** Path of a PEM file with the certificate for HTTPS and its chain. It needs `tlsKey`, and turns `tls` on. */
  readonly tlsCert?: string
  /** Path of a PEM file with the private key of `tlsCert`. Only its owner may be able to read it. */
  readonly tlsKey?: string
  /** Path of a file with the passphrase of `tlsKey`. Only its owner may be able to read it. */
  readonly tlsPassphraseFile?: string
  /**
   * `on` uses `X-Forwarded-Proto`, `X-Forwarded-Host` and `X-Forwarded-Prefix`, which a proxy in front of the mock sets; `off` by default.
   */
  readonly trustProxy?: 'off' | 'on'
  /** Maximum number of journal entries of a tenant; 1000 by default, 0 disables the journal. */
  readonly journalSize?: number
  /** Maximum size in bytes of a picture that the journal keeps for HTTP archives; 16 KiB by default, 0 for none, at most 64 KiB. */
  readonly journalPictures?: number
  /** Maximum number of tenants that have their own data; 10,000 by default. */
  readonly maxTenants?: number
  /** `on`, the default, enables `/_mock/metrics`, and `root` enables `/metrics` as well. */
  readonly metrics?: 'on' | 'root' | 'off'
}
