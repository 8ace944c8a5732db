import type { State, UsersFile } from './shapes.js'

/**
 * The settings of a mock; all are optional. They have the names and meanings of the settings in a config file: docs/settings.md describes
 * them. Some defaults differ from those of the command line, and the environment variables of the settings have no effect.
 */
export interface MockServerSettings {
  /** Port to listen on; 0, the default, chooses a free one. */
  readonly port?: number
  /** Address to listen on; `127.0.0.1` by default. */
  readonly host?: string
  /** Path of the database file, or the address of a PostgreSQL database; `:memory:`, the default, keeps the data only in memory. */
  readonly database?: string
  /**
   * Data of a new tenant: `shipped`, the default, for the seed in this package; `none` for an empty tenant; or the path of a JSON file or
   * of a folder with JSON files. A state can also be given as an object.
   */
  readonly seed?: string | State
  /**
   * `on` loads the file or folder of `seed` again after the file or folder has changed, and logs this. The seed is loaded into the
   * tenants whose data were not changed. An invalid seed is not loaded, and its errors are logged. `off`, the default, is required with
   * PostgreSQL, and if `seed` is not a path.
   */
  readonly watchSeed?: 'off' | 'on'
  /** Path of a folder with named seeds for `setUp`; none by default. */
  readonly seeds?: string
  /** Lowest level that is logged to standard output; `silent`, the default, logs nothing. */
  readonly logLevel?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'
  /**
   * Under `server`, the default, the mock sets the dates and authors of image infos, and the ids of new products. Under `client`, request
   * bodies can set these values.
   */
  readonly writePolicy?: 'server' | 'client'
  /**
   * `accept`, the default, accepts requests for the pictures of all products; `reject` refuses them for products that are not stored,
   * except, for example, read operations of the BLOB agent. `GET` and `PUT` requests for a product itself are always refused if the
   * product is not stored.
   */
  readonly unknownProducts?: 'accept' | 'reject'
  /**
   * `accept`, the default, accepts requests for the pictures of all persons, projects and contacts; `reject` refuses them for owners that
   * are not stored, except, for example, read operations of the BLOB agent.
   */
  readonly unknownOwners?: 'accept' | 'reject'
  /**
   * The validation of requests to the API, mainly of their bodies. `service`, the default, converts values as the real service does, such as
   * numbers in quotes, and refuses what it cannot convert; `strict` refuses every invalid value in JSON, and JSON that is not standard;
   * `warn` corrects or omits invalid properties, and refuses required ones that it cannot correct.
   */
  readonly validation?: 'service' | 'strict' | 'warn'
  /**
   * `any`, the default, accepts any well-formed credential; `users` accepts only credentials in the setting `users`; `off` requires none.
   * Sessions of the web client need no credential.
   */
  readonly auth?: 'any' | 'users' | 'off'
  /** The users for `auth: 'users'`, or the path of a JSON file with them. */
  readonly users?: string | UsersFile
  /**
   * `onsite` and `online` accept only the authorization schemes of that kind of installation; `any`, the default, accepts the schemes of
   * both.
   */
  readonly installation?: 'any' | 'onsite' | 'online'
  /** Status of responses to an expired access token; `401` by default. */
  readonly expiredToken?: '401' | '403'
  /**
   * Origins that CORS allows, separated by blanks; `*`, the default, allows all, and `none` allows none. For requests below `/_mock`, the
   * setting `controlOrigins` applies instead.
   */
  readonly corsOrigins?: string
  /**
   * `apply`, the default, applies a body with the media type of a patch to the stored entity, or to default values for a new entity;
   * `entity` reads the body as a whole entity. The operations of agents apply no patches.
   */
  readonly putPatch?: 'apply' | 'entity'
  /**
   * If `Accept` allows no supported media type, `fallback`, the default, responds with JSON, and `strict` with status 406. Routes that do
   * not choose the media type of the response by `Accept`, such as `GET` of an image, ignore this setting.
   */
  readonly notAcceptable?: 'fallback' | 'strict'
  /**
   * Code or id of the base time zone; `UTC` by default. If a request to the API has no header `SO-TimeZone`, its dates without an offset
   * and the dates in its response are in this zone.
   */
  readonly baseTimeZone?: string
  /**
   * `reject`, the default, refuses requests whose `SO-TimeZone` names an unknown time zone or several different ones; `ignore` uses the
   * base time zone for them.
   */
  readonly unknownTimeZone?: 'reject' | 'ignore'
  /**
   * Zone of the dates in a response if the header `SO-TimeZone` of the request names a time zone without `includeTZOffset`: `local`, the
   * default, is the named zone, and `utc` is UTC.
   */
  readonly zonedDates?: 'local' | 'utc'
  /**
   * The failures that acknowledged writes to a database file survive. `process`, the default: a crash of the process; `power`: also a power
   * failure.
   */
  readonly durability?: 'process' | 'power'
  /** Maximum size in bytes of a request body that contains neither the bytes of a blob nor a state; 1 MiB by default. */
  readonly bodyLimit?: number
  /** Maximum size in bytes of an image or other blob in a request to the API, and of a picture file of a seed; 20 MiB by default. */
  readonly imageLimit?: number
  /** Name of the property with the message in error bodies that have an `ErrorType`; `Message` by default. */
  readonly errorMessageKey?: 'Message' | 'ErrorMessage'
  /** `on`, the default, enables the header `X-Mock-Fault`, and the routes below `/_mock`, which the control methods of the handle need. */
  readonly control?: 'on' | 'off'
  /**
   * Token that requests below `/_mock` and to `/metrics` must send as `Authorization: Bearer …`, and that the header `X-Mock-Fault` must
   * contain, as in `503;token=…`; empty, the default, requires none.
   */
  readonly controlToken?: string
  /**
   * Origins, other than that of the mock, whose pages may send requests below `/_mock`, to `/metrics` and for the page of the mock,
   * separated by blanks; `none` by default.
   */
  readonly controlOrigins?: string
  /**
   * Names with a dot that the header `Host`, and with `trustProxy` also `X-Forwarded-Host`, may have in requests below `/_mock`, to
   * `/metrics` and for the page of the mock, separated by blanks; `none` by default. Names that end with `.localhost`, and
   * `host.docker.internal`, are always allowed. With `controlToken`, all names are.
   */
  readonly allowedHosts?: string
  /**
   * `on` serves HTTPS. Without `tlsCert` the mock has its own certificate for `localhost`, `127.0.0.1`, `::1`, the names in
   * `allowedHosts`, and `host` unless it is `0.0.0.0` or `::`. The handle then has the `certificateAuthority` that clients must
   * trust. `off` is the default.
   */
  readonly tls?: 'off' | 'on'
  /** Path of a PEM file with the certificate for HTTPS and its chain. Requires `tlsKey`. Enables HTTPS even if `tls` is not set. */
  readonly tlsCert?: string
  /** Path of a PEM file with the private key of `tlsCert`. Other users must not be able to read the file. */
  readonly tlsKey?: string
  /** Path of a file with the passphrase of `tlsKey`. Other users must not be able to read the file. */
  readonly tlsPassphraseFile?: string
  /**
   * `on` uses the headers `X-Forwarded-Proto`, `X-Forwarded-Host` and `X-Forwarded-Prefix` of a reverse proxy in front of the mock; `off`
   * is the default.
   */
  readonly trustProxy?: 'off' | 'on'
  /**
   * Maximum number of journal entries of a tenant; 1000 by default; 0 disables the journal. Without PostgreSQL, the journals of all tenants
   * together have at most 16 MiB.
   */
  readonly journalSize?: number
  /**
   * Maximum size in bytes of a picture or another binary body that the journal keeps for HTTP archives: at most 64 KiB, 16 KiB by default;
   * 0 keeps none.
   */
  readonly journalPictures?: number
  /**
   * Maximum number of tenants that have their own data; 10,000 by default. The same maximum applies to the tenants with fault rules, to
   * those with rights rules, to those with their own clock, and to those with a journal.
   */
  readonly maxTenants?: number
  /**
   * `on`, the default, enables `/_mock/metrics`; `root` enables `/metrics` as well; `off` disables both. With `control: 'off'`, both are
   * disabled.
   */
  readonly metrics?: 'on' | 'root' | 'off'
}
