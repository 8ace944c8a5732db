import type {
  Clock, Fault, FaultRule, JournalEntry, JournalQuery, ListedRightsRule, PresetName, PresetRequest, RightsRule, Snapshot, State,
  TenantCounts, Verification, VerificationResult,
} from './shapes.js'

/** Calls as `fetch` does, and takes a path as well. */
export type Inject = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** Rules by which calls of a tenant fail. */
export interface MockFaults {
  /**
   * Adds a rule, behind those that there are: a call meets the first that means it.
   * @example
   * await mock.faults.add({ Match: { Method: 'PUT' }, Actions: [{ Action: 'Answer', Status: 503 }], Times: 2 })
   * @throws MockError when it is wrong, or no call can ever meet it
   */
  add (rule: FaultRule): Promise<Fault>
  /**
   * Adds the rules that have a name, for all calls or for those that are said.
   * @example
   * await mock.faults.addPreset('flaky', { Match: { Path: '/api/v1/Product/{productId}/Image' } })
   */
  addPreset (name: PresetName, calls?: PresetRequest): Promise<Fault[]>
  /** All rules, with how often they were met. */
  list (): Promise<Fault[]>
  /** Removes the rule with this `Id`; there need not be one. */
  remove (id: number): Promise<void>
  /** Removes all rules. */
  clear (): Promise<void>
}

/** Rules that give callers other rights; the first that fits the caller and the product says all of an entity. */
export interface MockRights {
  /**
   * Adds a rule, behind those that there are.
   * @example
   * await mock.rights.add({ Match: { Caller: 'tje0' }, TableRight: { Mask: 'Select', Reason: 'Read only' } })
   * @throws MockError when it is wrong, gives nothing or can never apply
   */
  add (rule: RightsRule): Promise<ListedRightsRule>
  list (): Promise<ListedRightsRule[]>
  /** Removes the rule with this `Id`; there need not be one. */
  remove (id: number): Promise<void>
  /** Removes all rules. */
  clear (): Promise<void>
}

/**
 * The clock of a tenant, which dates of what is saved and the ends of access tokens follow. An instant is a `Date`, or a
 * text such as `2026-01-01T00:00:00Z`. Whatever sets it answers how it is then.
 */
export interface MockClock {
  read (): Promise<Clock>
  /** Stops it, at an instant or where it is. */
  freeze (at?: Date | string): Promise<Clock>
  /** Sets it; it stands or runs on as before. */
  set (at: Date | string): Promise<Clock>
  /** Lets it run again, from where it is. */
  resume (): Promise<Clock>
  /**
   * Puts it forward by so many seconds, or by a duration of ISO 8601.
   * @example
   * await mock.clock.advance('P1DT12H')
   */
  advance (step: number | string): Promise<Clock>
  /** Goes back to the clock of the machine. */
  reset (): Promise<Clock>
}

/** What a tenant had at some instant, by name: 1 to 64 letters, digits, "-" or "_". */
export interface MockSnapshots {
  /** Keeps all data of the tenant, in the place of the snapshot that had this name. */
  take (name: string): Promise<Snapshot>
  list (): Promise<Snapshot[]>
  /** Goes back to it. */
  restore (name: string): Promise<void>
  remove (name: string): Promise<void>
}

/** The last calls of a tenant with their answers, without secrets: as many as the setting `journalSize` keeps. */
export interface MockJournal {
  /**
   * The calls that fit, the newest last; without a limit the newest 100.
   * @example
   * await mock.journal.entries({ Path: '/api/v1/Product/*', Status: '4xx' })
   * @throws MockError when no call can ever fit
   */
  entries (query?: JournalQuery): Promise<JournalEntry[]>
  /** @throws MockError 404 when there is no call with this `Id`, or no more */
  find (id: number): Promise<JournalEntry>
  /** Removes all calls. */
  clear (): Promise<void>
  /**
   * Asserts that there were calls of a kind, at least one if nothing is said, and waits for them if it shall.
   * @example
   * await mock.journal.expect({ Match: { Method: 'PUT', Status: 200 }, Times: { Exactly: 1 } })
   * @throws VerificationError when it does not hold, with why in its message; MockError as `verify` does
   */
  expect (verification: Verification): Promise<VerificationResult>
  /**
   * Tells the same as a result: what does not hold is no error. `Message` says why, and `Nearest` what another call had instead.
   * @throws MockError when it is wrong or can never hold, or no calls are kept
   */
  verify (verification: Verification): Promise<VerificationResult>
}

export interface ResetOptions {
  /** Whether all is taken back that a test does to a tenant, and not its data alone. */
  readonly all?: boolean | undefined
}

/**
 * What a test does to a tenant. All of it rejects with a `MockError` that has the sentences and the `status` of the mock:
 * when it refuses, when no mock answers, and when it was started with `control: 'off'`. What cannot even be sent is refused
 * in the same way, without a `status`.
 */
export interface MockControl {
  /**
   * Loads data in the place of all that the tenant has: what `dump` gave, or what is in a seed file.
   * @example
   * await mock.seed({ Products: [{ ProductId: 1, Name: 'Enamel mug' }] })
   */
  seed (state: State): Promise<void>
  /** All data of the tenant, with the bytes of pictures in Base64. */
  dump (): Promise<State>
  /**
   * Goes back to the seed that the mock was started with; with `all` the faults, the rules on rights and the journal are removed
   * as well, and the clock is that of the machine again. Snapshots stay.
   * @example
   * afterEach(() => mock.reset({ all: true }))
   */
  reset (options?: ResetOptions): Promise<void>
  /** Removes all data. */
  clear (): Promise<void>
  readonly faults: MockFaults
  readonly rights: MockRights
  readonly clock: MockClock
  readonly snapshots: MockSnapshots
  readonly journal: MockJournal
}

/** A part of a mock with data of its own. */
export interface MockTenant extends MockControl {
  readonly name: string
  /** What clients are given as the address of SuperOffice: what stands before `/api`. */
  readonly url: string
  /** Calls the tenant as `fetch` does, and in a mock of this process without a socket. Paths are those behind its `url`. */
  readonly inject: Inject
  /**
   * Removes the tenant with all that there is of it, snapshots too. There need not be one; the next call makes it anew, with
   * the seed.
   */
  remove (): Promise<void>
}

/** A mock, and a tenant of it: `default`, unless another one was connected to. */
export interface MockServer extends MockTenant {
  /** A tenant, which is made with the seed when it is called first: one for each test lets all run at once. */
  tenant (name: string): MockTenant
  /** All tenants that were used, by name, with how much there is of each. */
  tenants (): Promise<TenantCounts[]>
  /**
   * Answers what is in flight and stops; afterwards nothing of the mock keeps the process alive. A mock that was only
   * connected to goes on.
   */
  close (): Promise<void>
  /** Closes it at the end of the block that has it with `await using`. */
  [Symbol.asyncDispose] (): Promise<void>
}
