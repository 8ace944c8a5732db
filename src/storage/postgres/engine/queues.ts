import { StorageUnavailableError } from '../../storage-errors.js'

/** Queues of calls. The calls of a queue run one after the other, in their order. */
export interface Queues {
  /** The number of calls that wait, in all queues. */
  readonly waiting: number
  /**
   * Calls `work` when all earlier calls of the queue have ended.
   * @throws the error of `work`; StorageUnavailableError if the earlier calls have not ended after `patienceMs`
   */
  run<Result> (queue: string, patienceMs: number, work: () => Promise<Result>): Promise<Result>
}

export function createQueues (): Queues {
  /** Promises that resolve when all calls of a queue have ended, by the name of the queue. */
  const allEnded = new Map<string, Promise<void>>()
  let waiting = 0

  async function waitFor (earlier: Promise<void>, patienceMs: number): Promise<void> {
    waiting++
    let timer: NodeJS.Timeout | undefined
    try {
      await new Promise<void>((resolve, reject) => {
        timer = setTimeout(() => reject(new StorageUnavailableError(`earlier changes of this tenant have not ended within ${patienceMs / 1000} s`)), patienceMs)
        earlier.then(resolve)
      })
    } finally {
      clearTimeout(timer)
      waiting--
    }
  }

  return {
    get waiting () { return waiting },
    run (queue, patienceMs, work) {
      const earlier = allEnded.get(queue)
      const result = runAfter(earlier)
      // Includes the earlier calls, because this call ends before them if it gives up waiting.
      const all = Promise.allSettled([earlier, result]).then(() => { if (allEnded.get(queue) === all) allEnded.delete(queue) })
      allEnded.set(queue, all)
      return result

      async function runAfter (calls: Promise<void> | undefined) {
        if (calls !== undefined) await waitFor(calls, patienceMs)
        return work()
      }
    },
  }
}
