import { totalmem } from 'node:os'
import { Semaphore } from 'async-mutex'

const MIB = 1024 * 1024

/** Memory that the process may use. A container often allows less than the machine has. A limit of 0 means unknown. */
const MEMORY_BYTES = Math.min(...[process.constrainedMemory(), totalmem()].filter(bytes => bytes > 0))

/** Bound for bodies in progress, and for pictures that are read from the database to scale them. */
export const BODY_MEMORY_BYTES = Math.min(160 * MIB, MEMORY_BYTES / 5)

/**
 * Creates a limit for the memory of concurrent work. Work that needs more than the whole limit runs alone. All servers of the process share
 * the limits, because they share its memory.
 */
function createBound (mostMib: number) {
  // In MiB, because the semaphore takes one step for each unit that is released.
  const semaphore = new Semaphore(mostMib)
  return {
    /** Runs the work when its bytes fit into the limit. */
    within: <Result>(bytes: number, work: () => Promise<Result>) =>
      semaphore.runExclusive(work, Math.min(Math.ceil((bytes + 1) / MIB), mostMib)),
  }
}

/** Limit of decoded pictures. */
export const decodedPictures = createBound(Math.ceil(Math.min(192, MEMORY_BYTES / MIB / 4)))
