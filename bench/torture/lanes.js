// Clients that write to a tenant each, one write after the other, so that the expected data of each tenant are known.
import { createRandom } from './random.js'
import { readData, isSame, nextWrite } from './tenant-model.js'

/** Creates clients. `lane.inFlight` of a client is its last write, if that is not acknowledged. */
export const createLanes = (count, seed, prefix) =>
  Array.from({ length: count }, (_, index) => ({ tenant: `${prefix}${index}`, random: createRandom(seed + index), written: 0, snapshots: new Map() }))

/** Sets the expected data of a tenant, before its first write, to those of a dump. */
export function beginWith (lane, dump) {
  lane.seed = readData(dump)
  lane.data = lane.seed
}

/** Returns the next write of a client. Its strings differ from those of all other writes. */
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
 * Compares a dump with the expected data of a tenant. The data of the dump are then the expected ones. The dump may have a write that was
 * not acknowledged, or not.
 * @returns true if the dump has the expected data
 */
export function settle (lane, dump) {
  const found = readData(dump)
  const { inFlight } = lane
  const isRight = isSame(found, lane) || (inFlight !== undefined && isSame(found, inFlight))
  // A snapshot that was not acknowledged is not restored later, because it may not exist.
  if (inFlight?.snapshot !== undefined) lane.snapshots.delete(inFlight.snapshot[0])
  lane.data = found
  lane.inFlight = undefined
  return isRight
}
