import { totalmem } from 'node:os'
import { Semaphore } from 'async-mutex'

const MIB = 1024 * 1024

/** Memory that the process may use. In a container, it is often less than that of the machine. A limit of 0 means that it is unknown. */
const MEMORY_BYTES = Math.min(...[process.constrainedMemory(), totalmem()].filter(bytes => bytes > 0))

/** Limits the memory of bodies in progress, and of pictures that are read from the database to be scaled. */
export const BODY_MEMORY_BYTES = Math.min(160 * MIB, MEMORY_BYTES / 5)

/**
 * Creates a limit for the memory of concurrent work. Work that needs more than the limit runs alone. All servers of the process share the
 * limit, because they share the memory of the process.
 */
function createBound (mostMib: number) {
  // The unit is MiB, because the semaphore takes one step for each unit that is released.
  const semaphore = new Semaphore(mostMib)
  return {
    /** Runs the work as soon as its bytes fit into the limit. */
    within: <Result>(bytes: number, work: () => Promise<Result>) =>
      semaphore.runExclusive(work, Math.min(Math.ceil((bytes + 1) / MIB), mostMib)),
  }
}

/** Limits the memory of decoded pictures. */
export const decodedPictures = createBound(Math.ceil(Math.min(192, MEMORY_BYTES / MIB / 4)))
