import { totalmem } from 'node:os'
import { Semaphore } from 'async-mutex'

const MIB = 1024 * 1024

/** What the process may use: a container often allows less than the machine has, and 0 is not known. */
const MEMORY_BYTES = Math.min(...[process.constrainedMemory(), totalmem()].filter(bytes => bytes > 0))

/** Bodies that are read or worked on, and what is read of the database to be scaled. */
export const BODY_MEMORY_BYTES = Math.min(160 * MIB, MEMORY_BYTES / 5)

/**
 * Lets work go on at the same time as long as its memory stays within a bound. What needs more than all of it goes on
 * when nothing else does. A process has one memory, however many servers are in it, so the bounds are its own.
 */
function createBound (mostMib: number) {
  // It counts in steps of one at each release, so the steps must be few.
  const semaphore = new Semaphore(mostMib)
  return {
    /** Does the work when there is room for it. */
    within: <Result>(bytes: number, work: () => Promise<Result>) =>
      semaphore.runExclusive(work, Math.min(Math.ceil((bytes + 1) / MIB), mostMib)),
  }
}

/** Pictures that are decoded. */
export const decodedPictures = createBound(Math.ceil(Math.min(192, MEMORY_BYTES / MIB / 4)))
