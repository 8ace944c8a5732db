// Clients of a cluster of replicas. They record the responses, and later compare them with the state of the replicas.
import { setTimeout as delay } from 'node:timers/promises'
import { adopt, beginWith, createLanes, takeWrite, settle } from './lanes.js'

const LANES = 5
const WRITERS = 5
const CALLERS = 3

const RULE_TIMES = 20

/** The product whose image info all writers change. */
const COMMON_PRODUCT = 1001

/**
 * The status of the responses that the fault rule causes. No other response should have this status, and `fetch` does not repeat a
 * request because of this status.
 */
const RULE_STATUS = 409

/** Statuses of haproxy, and of a mock that cannot reach its database. These statuses do not show whether the request was executed. */
const UNKNOWN = [502, 503, 504]

/**
 * Maximum difference between a date of the mock and the clock of this process. `cluster.js` makes the clocks of two replicas wrong by an
 * hour, so a date from one of these clocks exceeds this limit and is reported.
 */
const DATE_ERROR_MS = 30_000

const TRACE = 'x-torture'

const json = (method, body) => ({ method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

/**
 * Creates a sender of requests to the balancer and to running replicas.
 * @param isBalanced true to send all requests to the balancer
 */
export function createSender ({ cluster, random, counts, isBalanced = false }) {
  let sent = 0

  const chooseAddress = () => {
    const living = cluster.replicas.filter(cluster.isAlive)
    if (isBalanced || living.length === 0 || random.happens(0.5)) return cluster.balancerUrl
    const { host, port } = random.pick(living)
    return `http://${host}:${port}`
  }

  /** The status in the result is undefined if no complete response was received. */
  async function send (path, { headers, ...options } = {}) {
    const id = String(++sent)
    const sentAt = performance.now()
    for (;;) {
      const url = `${chooseAddress()}${path}`
      try {
        const answer = await fetch(url, { ...options, headers: { ...headers, [TRACE]: id } })
        const body = await answer.text()
        counts.slowestMs = Math.max(counts.slowestMs, performance.now() - sentAt)
        if (answer.status === 503 && answer.headers.get('retry-after') === null && body.startsWith('{')) counts.failures.push(`503 without Retry-After: ${body}`)
        return { id, status: answer.status, body }
      } catch (error) {
        // If the connection is refused, the request was not received, so it is repeated.
        if (error.cause?.code !== 'ECONNREFUSED') return { id, status: undefined, body: String(error.cause ?? error) }
        await delay(5)
      }
    }
  }

  return {
    send,
    /** Returns the entries in a stream of the journal. Reads until the entry with the id `lastId`, or until the stream ends. */
    async readEvents (path, lastId) {
      const { body } = await fetch(`${cluster.balancerUrl}${path}`)
      let text = ''
      for await (const part of body.pipeThrough(new TextDecoderStream())) {
        text += part
        if (text.endsWith('\n\n') && text.includes(`id: ${lastId}\n`)) break
      }
      return Array.from(text.matchAll(/^id: .*\ndata: (.*)$/gm), ([, json]) => JSON.parse(json))
    },
    /**
     * Returns a JSON document. Repeats the request if no complete response is received, or if the status is in UNKNOWN.
     * @throws Error if the status is neither 200 nor in UNKNOWN
     */
    async read (path, options) {
      for (;;) {
        const { status, body } = await send(path, options)
        if (status === 200) return JSON.parse(body)
        if (status !== undefined && !UNKNOWN.includes(status)) throw new Error(`${path} was ${status}: ${body}`)
        await delay(50)
      }
    },
  }
}

/** The ids of a tenant's requests to the API since the last check, and the id of the newest journal entry at that check. */
const createTraces = () => ({ acknowledged: new Set(), unknown: new Set(), lastEntry: 0 })

/**
 * Creates all clients. In each round, `begin` adds the fault rule, `write` sends requests until `isOver` returns true, and `check` compares
 * the responses with the state of the replicas. In `write`, a client stops for the rest of the round after a request that was not
 * acknowledged.
 */
export async function createClients ({ sender: { send, read, readEvents }, random, seed, counts }) {
  const traces = new Map()
  const findTraces = tenant => {
    if (!traces.has(tenant)) traces.set(tenant, createTraces())
    return traces.get(tenant)
  }

  /** A request is acknowledged if it gets a response with a status that is not in UNKNOWN. Returns undefined for other requests. */
  async function call (tenant, path, options) {
    const sent = await send(`/${tenant}${path}`, options)
    const isUnknown = sent.status === undefined || UNKNOWN.includes(sent.status)
    if (path.startsWith('/api')) findTraces(tenant)[isUnknown ? 'unknown' : 'acknowledged'].add(sent.id)
    counts[isUnknown ? 'unknown' : 'acknowledged']++
    if (isUnknown) return undefined
    if (sent.status >= 300 && sent.status !== RULE_STATUS) {
      counts.refused++
      counts.failures.push(`${options.method} /${tenant}${path}: ${sent.status} ${sent.body.slice(0, 200)}`)
    }
    if (path.startsWith('/api') && random.happens(0.05)) await verify(tenant, sent.id)
    return sent
  }

  /** Checks, at the balancer or a replica, that an acknowledged request is already in the journal. */
  async function verify (tenant, id) {
    const { status, body } = await send(`/${tenant}/_mock/journal/verify`, json('POST', { Match: { Header: { Name: TRACE, Value: id } }, Times: { Exactly: 1 } }))
    if (status !== 200) return
    counts.verified++
    // If `Unknown` is not 0, for example because the journal has dropped entries, `Held` is false even if `Count` is 1.
    const { Count, Held, Unknown } = JSON.parse(body)
    if (Count !== 1 || Held !== (Unknown === 0)) fail('unrecorded', `${tenant}: request ${id} at once: ${body.slice(0, 300)}`)
  }

  function fail (kind, text) {
    counts[kind]++
    counts.failures.push(`${kind}: ${text}`)
  }

  const lanes = createLanes(LANES, seed, 'R')
  for (const lane of lanes) beginWith(lane, await read(`/${lane.tenant}/_mock/state`))

  async function writeLane (lane, isOver) {
    while (!isOver() && lane.inFlight === undefined) {
      const write = takeWrite(lane)
      const { path, ...options } = write.request
      lane.inFlight = write
      const sent = await call(lane.tenant, path, options)
      if (sent === undefined) return
      adopt(lane, write, sent.body)
      lane.inFlight = undefined
    }
  }

  /** By product id, the latest UpdatedDate of the picture in the responses to PUTs so far. */
  const dates = new Map()

  function compareDate (productId, before, { UpdatedDate }) {
    if (UpdatedDate < before) fail('fallen', `UpdatedDate of ${productId} was ${before}, then ${UpdatedDate}`)
    if (Math.abs(Date.parse(`${UpdatedDate}Z`) - Date.now()) > DATE_ERROR_MS) fail('fallen', `UpdatedDate of ${productId} is ${UpdatedDate}`)
    if (UpdatedDate > (dates.get(productId) ?? '')) dates.set(productId, UpdatedDate)
  }

  /**
   * The writers share a tenant, and each has its own product. `value` is the description of the product's picture that was acknowledged
   * or read last, and `inFlight` is the description in a write that has not been acknowledged.
   */
  const writers = Array.from({ length: WRITERS }, (_, index) => ({ productId: 200 + index, written: 0, value: '', inFlight: undefined }))

  async function writePictures (writer, isOver) {
    while (!isOver() && writer.inFlight === undefined) {
      const isCommon = random.happens(0.3)
      const productId = isCommon ? COMMON_PRODUCT : writer.productId
      const Description = `${writer.productId}-${writer.written++}`
      if (!isCommon) writer.inFlight = Description
      const before = dates.get(productId) ?? ''
      const sent = await call('Shared', `/api/v1/Product/${productId}/ImageInfo`, json('PUT', { Description }))
      if (sent === undefined) return
      compareDate(productId, before, JSON.parse(sent.body))
      if (isCommon) continue
      writer.value = Description
      writer.inFlight = undefined
    }
  }

  /** Numbers of requests in this round: with the rule applied, without the rule applied, and with an unknown result. */
  let rule = { applied: 0, passed: 0, unknown: 0 }

  async function beginRule () {
    rule = { applied: 0, passed: 0, unknown: 0 }
    for (;;) {
      await send('/Rules/_mock/faults', { method: 'DELETE' })
      const { status, body } = await send('/Rules/_mock/faults', json('POST', { Actions: [{ Action: 'Answer', Status: RULE_STATUS }], Times: RULE_TIMES }))
      if (status === 201) return
      if (status !== undefined && !UNKNOWN.includes(status)) throw new Error(`The rule was ${status}: ${body}`)
    }
  }

  async function callRule (isOver) {
    while (!isOver()) {
      const sent = await call('Rules', '/api/v1/Product/1001/ImageInfo', { method: 'GET' })
      rule[sent === undefined ? 'unknown' : sent.status === RULE_STATUS ? 'applied' : 'passed']++
      if (sent === undefined) return
    }
  }

  async function checkRule () {
    const { Faults: [{ Met, Applied }] } = await read('/Rules/_mock/faults')
    const isRight = Met === Applied && rule.applied <= Met && Met <= Math.min(RULE_TIMES, rule.applied + rule.unknown) && (rule.passed === 0 || Met === RULE_TIMES)
    if (!isRight) fail('miscounted', `a rule for ${RULE_TIMES} requests: ${JSON.stringify({ Met, Applied, ...rule })}`)
  }

  async function checkPictures () {
    for (const writer of writers) {
      const { Description, UpdatedDate } = await read(`/Shared/api/v1/Product/${writer.productId}/ImageInfo`)
      if (![writer.value, writer.inFlight].includes(Description)) fail('lost', `product ${writer.productId} has ${Description} in place of ${writer.value} or ${writer.inFlight}`)
      const before = dates.get(writer.productId) ?? ''
      if (UpdatedDate < before) fail('fallen', `UpdatedDate of ${writer.productId} was ${before}, then ${UpdatedDate}`)
      writer.value = Description
      writer.inFlight = undefined
    }
  }

  /** Checks that the journal has each acknowledged request exactly once, and each request that was not acknowledged at most once. */
  async function checkJournal (tenant, { acknowledged, unknown }) {
    const found = new Map()
    const traces = findTraces(tenant)
    const { Entries: [newest] } = await read(`/${tenant}/_mock/journal?Limit=1`)
    if (newest !== undefined && newest.Id > traces.lastEntry) {
      for (const { Request } of await readEvents(`/${tenant}/_mock/journal/stream?Since=${traces.lastEntry}`, newest.Id)) {
        found.set(Request.Headers[TRACE], (found.get(Request.Headers[TRACE]) ?? 0) + 1)
      }
      traces.lastEntry = newest.Id
    }
    for (const id of acknowledged) if (found.get(id) !== 1) fail('unrecorded', `${tenant}: request ${id} is ${found.get(id) ?? 0} times in the journal`)
    for (const id of unknown) if (found.get(id) > 1) fail('unrecorded', `${tenant}: request ${id} is ${found.get(id)} times in the journal`)
    acknowledged.clear()
    unknown.clear()
  }

  return {
    begin: beginRule,
    write: isOver => Promise.all([
      ...lanes.map(lane => writeLane(lane, isOver)), ...writers.map(writer => writePictures(writer, isOver)),
      ...Array.from({ length: CALLERS }, () => callRule(isOver)),
    ]),
    async check () {
      for (const lane of lanes) if (!settle(lane, await read(`/${lane.tenant}/_mock/state`))) fail('lost', `${lane.tenant} after ${lane.written} writes`)
      await checkRule()
      for (const [tenant, kept] of traces) await checkJournal(tenant, kept)
      await checkPictures()
    },
  }
}
