interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (cause: unknown) => void
}

/**
 * Returns a function that adds an item to the next call of `run`, and resolves to the result for the item. One call handles all items that
 * were added in the same turn of the event loop, or during the previous call. `run` must return the results in the order of the items.
 * Calls do not overlap.
 */
export function createBatches<Item, Result> (run: (items: readonly Item[]) => Promise<readonly Result[]>): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = []
  let isRunning = false

  async function runWaiting (): Promise<void> {
    const group = waiting
    waiting = []
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
