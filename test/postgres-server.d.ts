export interface PostgresServer {
  /** The folder that contains the socket of the server and the folder `data`. */
  readonly folder: string
  readonly data: string
  start (): void
  stop (mode: 'fast' | 'immediate'): void
  /** Restarts the server as after a crash: its connections break. Does not block the event loop, unlike the other methods. */
  restart (): Promise<void>
  remove (): void
}

export interface ServerOptions {
  /** Settings of the server by name. They override the settings that `initdb` writes. The folder of the socket cannot be set. */
  readonly settings?: Readonly<Record<string, string | number>>
  /** A network, such as `10.0.0.0/24`, from which clients can connect without a password. */
  readonly network?: string | undefined
  /** A command that starts the server in a network namespace or on a core, such as `ip netns exec NAME`. */
  readonly within?: readonly string[]
}

export declare const NO_POSTGRES: string
export declare const NO_PROGRAMS: string
export declare function findPostgres (): string | undefined
export declare function startServer (options: ServerOptions): PostgresServer
