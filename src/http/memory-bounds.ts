import { totalmem } from 'node:os'
import { Semaphore } from 'async-mutex'

const MIB = 1024 * 1024

/** If the process has no limit, `constrainedMemory()` can be 0, or more than the memory of the machine. */
const MEMORY_BYTES = Math.min(...[process.constrainedMemory(), totalmem()].filter(bytes => bytes > 0))

/** Limits the memory that `body-memory.ts` reserves, for all servers of the process together. Some reservations can exceed the limit. */
export const BODY_MEMORY_BYTES = Math.min(160 * MIB, MEMORY_BYTES / 5)

/**
 * Creates a limit for the memory of functions that run concurrently.
 * @param mostMib the limit in MiB
 */
function createBound (mostMib: number) {
  // The semaphore counts MiB instead of bytes, because each release runs a loop over all free units.
  const semaphore = new Semaphore(mostMib)
  return {
    /** Runs `work` when `bytes` fit into the limit, or alone if they exceed it. Waiting calls continue in the order of the calls. */
    within: <Result>(bytes: number, work: () => Promise<Result>) =>
      semaphore.runExclusive(work, Math.min(Math.ceil((bytes + 1) / MIB), mostMib)),
  }
}

/** Limits the memory of decoded pictures, for all servers of the process together. */
export const decodedPictures = createBound(Math.ceil(Math.min(192, MEMORY_BYTES / MIB / 4)))
