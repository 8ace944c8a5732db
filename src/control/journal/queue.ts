/** What stands in the order in which it came; the oldest leaves first, or any other. */
export interface Queue<Item> extends Iterable<Item> {
  readonly size: number
  add (item: Item): void
  delete (item: Item): void
  /** Takes the oldest out as long as there is too much. */
  dropWhile (isTooMuch: () => boolean, onDrop: (item: Item) => void): void
}

/** A queue in which each step takes the same time, however long it is. */
export function createQueue<Item> (): Queue<Item> {
  const items = new Set<Item>()
  // It goes on behind what it gave, which has been taken out, and so comes to the oldest without passing what is gone.
  const oldestFirst = items.values()

  return {
    get size () { return items.size },
    add: item => { items.add(item) },
    delete: item => { items.delete(item) },
    dropWhile (isTooMuch, onDrop) {
      if (!isTooMuch()) return
      for (const item of oldestFirst) {
        items.delete(item)
        onDrop(item)
        if (!isTooMuch()) break
      }
    },
    [Symbol.iterator]: () => items.values(),
  }
}
