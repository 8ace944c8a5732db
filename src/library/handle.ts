/** Calls as `fetch` does, and takes a path as well. */
export type Inject = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** A part of a mock with data of its own. */
export interface MockTenant {
  readonly name: string
  /** What clients are given as the address of SuperOffice: what stands before `/api`. */
  readonly url: string
  /** Calls the tenant as `fetch` does, without a socket. Paths are those behind its `url`. */
  readonly inject: Inject
}

/** A mock that runs in this process, and the tenant `default` of it. */
export interface MockServer extends MockTenant {
  /** A tenant, which is made with the seed when it is called first: one for each test lets all run at once. */
  tenant (name: string): MockTenant
  /** Answers what is in flight and stops; afterwards nothing of the mock keeps the process alive. */
  close (): Promise<void>
  /** Closes it at the end of the block that has it with `await using`. */
  [Symbol.asyncDispose] (): Promise<void>
}
