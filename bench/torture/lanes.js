// Clients that each write to their own tenant, one write after the other, so that the expected data of the tenant are known.
import { createRandom } from './random.js'
import { readData, isSame, nextWrite } from './tenant-model.js'

/** Returns clients. `lane.inFlight` is the last write if it is not acknowledged. */
export const createLanes = (count, seed, prefix) =>
  Array.from({ length: count }, (_, index) => ({ tenant: `${prefix}${index}`, random: createRandom(seed + index), written: 0, snapshots: new Map() }))

/** Sets the data of a tenant before the first write. */
export function beginWith (lane, dump) {
  lane.seed = readData(dump)
  lane.data = lane.seed
}

/** Returns the next write. Its strings differ from those of all other writes. */
export function takeWrite (lane) {
  for (;;) {
    const write = nextWrite(lane.random, lane, `${lane.tenant}-${lane.written++}`)
    if (write !== undefined) return write
  }
}

/** Applies an acknowledged write. */
export function adopt (lane, { data, created, snapshot }, body) {
  if (created !== undefined) data.products.set(JSON.parse(body).ProductId, created)
  if (snapshot !== undefined) lane.snapshots.set(...snapshot)
  lane.data = data
}

/**
 * Compares a dump with the expected data of a tenant, and then expects the data of the dump. A write that was not acknowledged may or may
 * not exist.
 * @returns true if the dump has the expected data
 */
export function settle (lane, dump) {
  const found = readData(dump)
  const { inFlight } = lane
  const isRight = isSame(found, lane) || (inFlight !== undefined && isSame(found, inFlight))
  // The snapshot in flight may or may not have been taken, so it is not restored.
  if (inFlight?.snapshot !== undefined) lane.snapshots.delete(inFlight.snapshot[0])
  lane.data = found
  lane.inFlight = undefined
  return isRight
}
