/** Creates a random number generator (mulberry32). The same seed gives the same sequence of numbers. */
export function createRandom (seed) {
  let state = seed
  const fraction = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = limit => Math.floor(fraction() * limit)
  return { below, pick: list => list[below(list.length)], happens: probability => fraction() < probability }
}
