interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (cause: unknown) => void
}

/**
 * Returns a function that lets `run` work on many items at once: those of a turn of the event loop, and those that were added during the
 * run before. `run` returns a result for each item, in their order. Runs follow each other, so each begins after its items were added.
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
