// Clients, each with a tenant that no other client writes to. A client sends one write at a time, so after an acknowledged write, the
// expected data of its tenant are known.
import { createRandom } from './random.js'
import { readData, isSame, nextWrite } from './tenant-model.js'

/**
 * Creates `count` clients. Callers set the property `inFlight` of a client to the write that it sends, and to undefined when the write is
 * acknowledged or refused. `settle` sets it to undefined too.
 */
export const createLanes = (count, seed, prefix) =>
  Array.from({ length: count }, (_, index) => ({ tenant: `${prefix}${index}`, random: createRandom(seed + index), written: 0, snapshots: new Map() }))

/**
 * Sets the expected data of a tenant to those of a dump: the current data, and the data after a reset. Must be called before the first
 * write.
 */
export function beginWith (lane, dump) {
  lane.seed = readData(dump)
  lane.data = lane.seed
}

export function takeWrite (lane) {
  for (;;) {
    const write = nextWrite(lane.random, lane, `${lane.tenant}-${lane.written++}`)
    if (write !== undefined) return write
  }
}

/** Applies an acknowledged write to the expected data. */
export function adopt (lane, { data, created, snapshot }, body) {
  if (created !== undefined) data.products.set(JSON.parse(body).ProductId, created)
  if (snapshot !== undefined) lane.snapshots.set(...snapshot)
  lane.data = data
}

/**
 * Compares a dump with the expected data of a tenant, and then sets the expected data to those of the dump.
 * @returns true if the dump has the expected data, with or without the write that was not acknowledged
 */
export function settle (lane, dump) {
  const found = readData(dump)
  const { inFlight } = lane
  const isRight = isSame(found, lane) || (inFlight !== undefined && isSame(found, inFlight))
  // Prevents a restore of a snapshot whose last save was not acknowledged, because the save may have been executed or not.
  if (inFlight?.snapshot !== undefined) lane.snapshots.delete(inFlight.snapshot[0])
  lane.data = found
  lane.inFlight = undefined
  return isRight
}
