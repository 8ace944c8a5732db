import type {
  Clock, Fault, FaultRule, Har, JournalEntry, JournalQuery, ListedRightsRule, PresetName, PresetRequest, RightsRule, Snapshot, State,
  TenantCounts, Verification, VerificationResult,
} from './shapes.js'

/** Sends a request and returns the response. Has the parameters and the result of `fetch`, but the input can also be a path. */
export type Inject = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/**
 * The fault rules of a tenant, which can, for example, delay requests to the API or make them fail (docs/control.md). A request is compared
 * with the rules in their order, until a rule is applied to the request. The remaining rules have no effect on this request. Most requests
 * of the mock's page, and requests with the header X-Mock-Fault, are not compared with rules.
 */
export interface MockFaults {
  /**
   * Adds a rule to the end of the list.
   * @returns the rule with its `Id`
   * @example
   * await mock.faults.add({ Match: { Method: 'PUT' }, Actions: [{ Action: 'Answer', Status: 503 }], Times: 2 })
   * @throws MockError if the rule is invalid, if the mock finds that no request can match it, or if there are too many rules, or too many
   * tenants with fault rules
   */
  add (rule: FaultRule): Promise<Fault>
  /**
   * Adds the rules of a preset to the end of the list.
   * @param conditions conditions and limits that are added to each rule of the preset, or replace those of the same name; by default, the
   * rules are unchanged
   * @returns the rules with their `Id`
   * @example
   * await mock.faults.addPreset('flaky', { Match: { Path: '/api/v1/Product/{productId}/Image' } })
   * @throws MockError if the preset does not exist, if `conditions` are invalid, if the mock finds that no request can match a rule, or if
   * there would be too many rules, or too many tenants with fault rules
   */
  addPreset (name: PresetName, conditions?: PresetRequest): Promise<Fault[]>
  /**
   * Returns all rules in order. `Applied` of a rule is the number of requests to which it was applied. `Met` is the number of requests that
   * were compared with the rule and met its conditions on method, path, query, header and body. A rule is not compared after it was applied
   * `Times` times or has expired, nor with a request to which an earlier rule was applied.
   */
  list (): Promise<Fault[]>
  /**
   * Removes the rule with this `Id`. Does nothing if the rule does not exist.
   * @example
   * const { Id } = await mock.faults.add({ Actions: [{ Action: 'Drop' }] })
   * await mock.faults.remove(Id)
   * @throws MockError if the id is not a positive int32
   */
  remove (id: number): Promise<void>
  /** Removes all rules. */
  clear (): Promise<void>
}

/**
 * The rights rules of a tenant (docs/control.md). Of the rules that apply to the caller and to a blob or product, only the first has an
 * effect. Masks are the vendor's enums ETableRight and EFieldRight (superoffice-protocol, section 7.1).
 */
export interface MockRights {
  /**
   * Adds a rule to the end of the list.
   * @returns the rule with its `Id`
   * @example
   * await mock.rights.add({ Match: { Caller: 'tje0' }, TableRight: { Mask: 'Select', Reason: 'Read only' } })
   * @throws MockError if the rule is invalid or sets no right, if the mock finds that it can never apply to a request, or if there are too
   * many rules, or too many tenants with rights rules
   */
  add (rule: RightsRule): Promise<ListedRightsRule>
  /** Returns all rules. */
  list (): Promise<ListedRightsRule[]>
  /** Removes the rule with this `Id`. Does nothing if the rule does not exist. @throws MockError if the id is not a positive int32 */
  remove (id: number): Promise<void>
  /** Removes all rules. */
  clear (): Promise<void>
}

/**
 * The clock of a tenant. It determines, for example, the dates that the mock sets in saved entities, the header Date of most API responses,
 * the expiry of access tokens, and `ValidUntil` of `/api/state`. An instant is a `Date`, or a string such as `2026-01-01T00:00:00Z`;
 * without a zone, the string is UTC. Every method returns the resulting state of the clock. `freeze`, `set` and `advance` throw a MockError
 * with the status 503 if too many other tenants have their own clock.
 */
export interface MockClock {
  /** Returns the state of the clock without changing it. */
  read (): Promise<Clock>
  /**
   * Stops the clock, at the given instant or at its current time.
   * @example
   * await mock.clock.freeze('2026-01-01T00:00:00Z')
   * @throws MockError if the instant is invalid or outside the years 1 to 9999
   */
  freeze (at?: Date | string): Promise<Clock>
  /**
   * Sets the clock. A frozen clock stays frozen, and a running clock continues to run.
   * @throws MockError if the instant is invalid or outside the years 1 to 9999
   */
  set (at: Date | string): Promise<Clock>
  /** Lets a frozen clock run again from its current time. A running clock continues to run. */
  resume (): Promise<Clock>
  /**
   * Advances the clock, whether it is frozen or running.
   * @param step seconds, or an ISO 8601 duration such as `PT1H`; a negative value sets the clock back
   * @example
   * await mock.clock.advance('P1DT12H')
   * @throws MockError if the step is invalid, or if the clock would leave the years 1 to 9999
   */
  advance (step: number | string): Promise<Clock>
  /** Sets the clock to the time of the machine (with PostgreSQL, of the database server), and lets it run. */
  reset (): Promise<Clock>
}

/** Named copies of a tenant's data. Names have 1 to 64 letters, digits, "-" or "_", and are case-insensitive. */
export interface MockSnapshots {
  /**
   * Stores a copy of all data of the tenant. Replaces a snapshot with the same name.
   * @example
   * await mock.snapshots.take('prepared')
   * afterEach(() => mock.snapshots.restore('prepared'))
   * @throws MockError if the name is invalid, if the tenant has too many snapshots, or if too many tenants have their own data
   */
  take (name: string): Promise<Snapshot>
  /** Returns all snapshots of the tenant. */
  list (): Promise<Snapshot[]>
  /**
   * Replaces all data of the tenant by the data of the snapshot.
   * @throws MockError if the name is invalid; 404 if the snapshot does not exist
   */
  restore (name: string): Promise<void>
  /** Removes the snapshot. @throws MockError if the name is invalid; 404 if the snapshot does not exist */
  remove (name: string): Promise<void>
}

/**
 * The last requests of a tenant to the API or to unknown paths, with their responses. Most requests of the mock's page are left out. The
 * setting `journalSize` limits the number of these entries; without PostgreSQL, the journals of all tenants together have at most 16 MiB.
 * Values with secret names, such as `Authorization`, are removed from the entries. Copies of credentials in other values are removed if
 * they are recognized. A copy can remain, for example if it has fewer than six characters, equals a user name, or is directly before or
 * after a letter or digit.
 */
export interface MockJournal {
  /**
   * Returns the entries that match the query, oldest first. If more than `Limit` entries match, only the newest are returned; `Limit` is
   * 100 by default.
   * @example
   * await mock.journal.entries({ Path: '/api/v1/Product/*', Status: '4xx' })
   * @throws MockError if the query is invalid, if the mock finds that no request can match it, or if the setting `journalSize` is 0
   */
  entries (query?: JournalQuery): Promise<JournalEntry[]>
  /**
   * Returns the entries that match the query as an HTTP archive (HAR 1.2), which browsers and proxies read. The archive contains pictures
   * up to the size in the setting `journalPictures`.
   * @example
   * writeFileSync('calls.har', JSON.stringify(await mock.journal.har({ Limit: 1000 })))
   * @throws MockError as `entries` does
   */
  har (query?: JournalQuery): Promise<Har>
  /**
   * Returns the entry with this `Id`.
   * @throws MockError if the id is not a positive int32, or if the setting `journalSize` is 0; 404 if the entry does not exist or was
   * dropped
   */
  find (id: number): Promise<JournalEntry>
  /** Removes all entries. */
  clear (): Promise<void>
  /**
   * Asserts that matching requests were received: at least one, the number that `Times` allows, or the requests of `Sequence` in order.
   * Waits for missing requests for at most `WaitForMilliseconds`, by default not at all.
   * @example
   * await mock.journal.expect({ Match: { Method: 'PUT', Status: 200 }, Times: { Exactly: 1 } })
   * await mock.journal.expect({ Sequence: [{ Method: 'GET' }, { Method: 'PUT' }] })   // in this order, with any others between them
   * @throws VerificationError with the reason in its message if the verification does not hold; MockError as `verify` does
   */
  expect (verification: Verification): Promise<VerificationResult>
  /**
   * Asserts that no recorded request broke the contract of the API. Requests that break the contract are those that match no route, and
   * those that are refused with status 400, 406, 413 or 415, unless a fault set the status.
   * @example
   * afterEach(() => mock.journal.expectNoUnmatched())
   * @throws VerificationError if there are such requests, with the first three in its message, or if requests that the journal has dropped
   * may have been such requests; MockError as `verify` does
   */
  expectNoUnmatched (options?: UnmatchedOptions): Promise<VerificationResult>
  /**
   * Returns the result of a verification, also if it does not hold. `Held` is true if the verification holds, and `Message` gives the
   * reason for the result. If too few requests match, `Nearest` can show how the most similar recorded request differs. It is null, for
   * example, if enough requests match, or if no similar request was found.
   * @throws MockError if the verification is invalid, if the mock finds that no request can match it, or if the setting `journalSize` is 0
   */
  verify (verification: Verification): Promise<VerificationResult>
}

export interface UnmatchedOptions {
  /** An id, to check only the requests after the request with this id; or a date and time, to check only the requests from this time on. */
  readonly since?: number | string | undefined
}

export interface ResetOptions {
  /** True to remove the faults, rights rules and journal entries as well, and to reset the clock. */
  readonly all?: boolean | undefined
}

/**
 * Controls a tenant. Every method rejects with a `MockError` if the mock refuses the request, cannot be reached, or was started with
 * `control: 'off'`. The `status` of the error is the HTTP status of the response. It is undefined if no mock responded, or if the library
 * refused an argument without sending a request.
 */
export interface MockControl {
  /**
   * Replaces all data of the tenant by a state: the result of `dump`, or the content of a seed file that does not refer to other files.
   * @example
   * await mock.seed({ Products: [{ ProductId: 1, Name: 'Enamel mug' }] })
   * @throws MockError if the state is invalid; the data are unchanged then
   */
  seed (state: State): Promise<void>
  /**
   * Returns all data of the tenant, with the bytes of pictures in Base64.
   * @example
   * const state = await mock.dump()
   * await mock.tenant('Copy').seed(state)
   */
  dump (): Promise<State>
  /**
   * Replaces the data of the tenant by the seed of the mock. With `all` it also removes faults, rights rules and journal entries, and
   * resets the clock. Snapshots are kept.
   * @example
   * afterEach(() => mock.reset({ all: true }))
   */
  reset (options?: ResetOptions): Promise<void>
  /**
   * Replaces the data of the tenant by a named seed: a file in the folder of the setting `seeds`. Can be called by a state handler of Pact.
   * @param name the name of the file without `.json`, or its words as a sentence: `a mug exists` means `a-mug-exists.json`
   * @example
   * const stateHandlers = { 'a mug exists': () => mock.setUp('a mug exists') }
   * @throws MockError 404 if the seed does not exist, and 400 if it is invalid or no folder is set; the data are unchanged then
   */
  setUp (name: string): Promise<void>
  /** Removes all data of the tenant, except snapshots. Its only user is then the administrator of the mock's seed. */
  clear (): Promise<void>
  readonly faults: MockFaults
  readonly rights: MockRights
  readonly clock: MockClock
  readonly snapshots: MockSnapshots
  readonly journal: MockJournal
}

/** A tenant of a mock. Each tenant has its own data, snapshots, clock, faults, rights and journal. */
export interface MockTenant extends MockControl {
  readonly name: string
  /** The base address for clients: the part of their URLs before `/api`, without a slash at the end. */
  readonly url: string
  /**
   * Sends a request, with the parameters and the result of `fetch`. A path is appended to `url`. The handles of a mock that
   * `createMockServer` started use no socket; they pass a request to this mock whatever host its address has.
   * @example
   * const response = await mock.inject('/api/v1/Product/1/ImageInfo')
   * @throws TypeError if the input is not a path, an address or a Request, if `init` is invalid, or if the request fails; the reason of the
   * signal if the request is aborted
   */
  readonly inject: Inject
  /**
   * Removes all data, snapshots, rules and journal entries of the tenant, and resets its clock. Also succeeds if the tenant has none of
   * these. Later requests to it start from the seed.
   */
  remove (): Promise<void>
}

/** A mock, and also the handle of one of its tenants: `default`, or the tenant for which `connectMock` was called. */
export interface MockServer extends MockTenant {
  /**
   * PEM of the authority that clients must trust: the authority that the mock made for the setting `tls`, or the one that was passed to
   * `connectMock`. Otherwise undefined, for example if the setting `tlsCert` names your own certificate.
   * @example
   * const mock = await createMockServer({ tls: 'on' })
   * const agent = new https.Agent({ ca: mock.certificateAuthority })
   */
  readonly certificateAuthority: string | undefined
  /**
   * Returns the handle of a tenant. A tenant has the data of the seed until a request changes them. Tests can run in parallel if each has
   * its own tenant.
   * @param name 1 to 64 letters, digits, "-" or "_", case-insensitive
   * @example
   * const tenant = mock.tenant('Cust1')
   * const client = createClient(tenant.url)
   * @throws TypeError for an invalid name
   */
  tenant (name: string): MockTenant
  /**
   * Returns the tenants that have their own data, journal entries or rules, ordered by name. Each result has the tenant's numbers of
   * products, blobs and callers. For a tenant without its own data, these are the numbers of the seed.
   */
  tenants (): Promise<TenantCounts[]>
  /**
   * Stops the mock, and closes its connections and its database. Waits for the responses to requests in flight on these connections
   * for at most 1.5 seconds. Has no effect on a handle that `connectMock` returned.
   */
  close (): Promise<void>
  /** Calls `close` at the end of a block with `await using`. */
  [Symbol.asyncDispose] (): Promise<void>
}
