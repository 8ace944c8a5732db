import { totalmem } from 'node:os'
import { Semaphore } from 'async-mutex'

const MIB = 1024 * 1024

/**
 * Lets work go on at the same time as long as its memory stays within a bound. What needs more than all of it goes on
 * when nothing else does. A process has one memory, however many servers are in it, so the bounds are its own.
 */
function createBound (mostMib: number) {
  // It counts in steps of one at each release, so the steps must be few.
  const semaphore = new Semaphore(mostMib)
  const weightOf = (bytes: number) => Math.min(Math.ceil((bytes + 1) / MIB), mostMib)
  return {
    /** Waits for room; what comes back gives it free again. */
    acquire: async (bytes: number) => (await semaphore.acquire(weightOf(bytes)))[1],
    /** Does the work when there is room for it. */
    within: <Result>(bytes: number, work: () => Promise<Result>) => semaphore.runExclusive(work, weightOf(bytes)),
  }
}

/** What the process may use: a container often allows less than the machine has, and 0 is not known. */
const MEMORY_MIB = Math.min(...[process.constrainedMemory(), totalmem()].filter(bytes => bytes > 0)) / MIB

/** Pictures that are decoded. */
export const decodedPictures = createBound(Math.ceil(Math.min(192, MEMORY_MIB / 4)))

/** Bodies that are read or worked on, and what is read of the database to be scaled. */
export const bodiesInWork = createBound(Math.ceil(Math.min(160, MEMORY_MIB / 5)))
