import { StorageUnavailableError } from '../../storage-errors.js'

/** Runs calls for the same tenant one after the other, in their order. */
export interface TenantQueue {
  /** The number of calls that wait. */
  readonly waiting: number
  /**
   * Calls `work` when all earlier calls with the same key have ended.
   * @throws the error of `work`; StorageUnavailableError if the earlier calls have not ended after `patienceMs`
   */
  run<Result> (tenantKey: string, patienceMs: number, work: () => Promise<Result>): Promise<Result>
}

export function createTenantQueue (): TenantQueue {
  /** Promises that resolve when all calls for a tenant have ended. */
  const allEnded = new Map<string, Promise<void>>()
  let waiting = 0

  async function waitFor (earlier: Promise<void>, patienceMs: number): Promise<void> {
    waiting++
    let timer: NodeJS.Timeout | undefined
    try {
      await new Promise<void>((resolve, reject) => {
        timer = setTimeout(reject, patienceMs, new StorageUnavailableError(`earlier changes of this tenant have not ended within ${patienceMs / 1000} s`))
        earlier.then(resolve)
      })
    } finally {
      clearTimeout(timer)
      waiting--
    }
  }

  return {
    get waiting () { return waiting },
    async run (tenantKey, patienceMs, work) {
      const earlier = allEnded.get(tenantKey)
      let end = () => {}
      const ended = new Promise<void>(resolve => { end = resolve })
      // Includes the earlier calls, because this call ends before them if it gives up waiting.
      const all = Promise.all([earlier, ended]).then(() => { if (allEnded.get(tenantKey) === all) allEnded.delete(tenantKey) })
      allEnded.set(tenantKey, all)
      try {
        if (earlier !== undefined) await waitFor(earlier, patienceMs)
        return await work()
      } finally {
        end()
      }
    },
  }
}
