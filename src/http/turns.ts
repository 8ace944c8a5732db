/** Limits the time for which all long loops together may block the event loop in one turn. A step that has begun is completed. */
const MOST_MS = 10

/** Functions that continue the waiting loops, in the order in which the loops began to wait. */
const waiting: (() => void)[] = []
/** Time from which MOST_MS counts in this turn of the event loop; undefined if no loop has called `takeTurn` or continued in this turn. */
let beganAt: number | undefined

function begin (): number {
  setImmediate(end)
  return (beganAt = performance.now())
}

/** Called when the turn ends. Continues only one waiting loop, because a continued loop does not check the limit before its next step. */
function end (): void {
  beganAt = undefined
  const goOn = waiting.shift()
  if (goOn === undefined) return
  begin()
  goOn()
}

/**
 * Called by a long loop before or after each step. Resolves in this turn of the event loop, or in a later turn if the limit of this turn is
 * reached.
 */
export async function takeTurn (): Promise<void> {
  const since = beganAt ?? begin()
  if (performance.now() - since >= MOST_MS) await new Promise<void>(resolve => { waiting.push(resolve) })
}
