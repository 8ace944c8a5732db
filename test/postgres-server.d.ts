/** A server of PostgreSQL in a temporary folder. */
export interface PostgresServer {
  /** The folder of the server, in which it has its socket and the folder `data`. */
  readonly folder: string
  readonly data: string
  start (): void
  stop (mode: 'fast' | 'immediate'): void
  /** Restarts the server without closing its connections before, as after a crash. Does not block the event loop. */
  restart (): Promise<void>
  /** Stops the server and removes its folder. */
  remove (): void
}

export interface ServerOptions {
  /** Settings of the server by their names. All other settings have the defaults of PostgreSQL. */
  readonly settings?: Readonly<Record<string, string | number>>
  /** The addresses from which clients can connect without a password. */
  readonly network?: string | undefined
  /** The command that runs the programs of the server, on another machine or core. */
  readonly within?: readonly string[]
}

export declare const NO_POSTGRES: string
export declare const NO_PROGRAMS: string
export declare function findPostgres (): string | undefined
export declare function startServer (options: ServerOptions): PostgresServer
