interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (cause: unknown) => void
}

/**
 * Returns a function that adds an item to a later call of `run`, and returns a promise of the item's result. Calls of `run` do not overlap,
 * and each has at most `most` items. `run` must return the results in the order of the items. If a call of `run` fails, the promises of all
 * its items reject with the error.
 */
export function createBatches<Item, Result> (run: (items: readonly Item[]) => Promise<readonly Result[]>, most = Infinity): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = []
  let isRunning = false

  async function runWaiting (): Promise<void> {
    const group = waiting.splice(0, most)
    try {
      const results = await run(group.map(({ item }) => item))
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as Result)
    } catch (cause) {
      for (const { reject } of group) reject(cause)
    }
    isRunning = false
    if (waiting.length > 0) begin()
  }

  function begin (): void {
    isRunning = true
    setImmediate(runWaiting)
  }

  return item => new Promise((resolve, reject) => {
    waiting.push({ item, resolve, reject })
    if (!isRunning) begin()
  })
}

/**
 * Returns a function like that of `createBatches`, but each call of `run` handles the items of only one tenant. Calls for different tenants
 * can overlap.
 */
export function createTenantBatches<Item, Result> (
  run: (tenant: string, items: readonly Item[]) => Promise<readonly Result[]>, most?: number
): (tenant: string, item: Item) => Promise<Result> {
  const batches = new Map<string, { readonly add: (item: Item) => Promise<Result>, count: number }>()

  return async function add (tenant, item) {
    const key = tenant.toLowerCase()
    const batch = batches.get(key) ?? { add: createBatches((items: readonly Item[]) => run(tenant, items), most), count: 0 }
    batches.set(key, batch)
    batch.count++
    try {
      return await batch.add(item)
    } finally {
      if (--batch.count === 0) batches.delete(key)
    }
  }
}
