/** Limit of the time for which all long loops together may block one turn of the event loop. */
const MOST_MS = 10

/** The waiting loops, longest wait first. */
const waiting: (() => void)[] = []
/** Time of the first step of a loop in this turn of the event loop; undefined before it. */
let beganAt: number | undefined

function begin (): number {
  setImmediate(end)
  return (beganAt = performance.now())
}

/** Continues one waiting loop. Continuing all would block the event loop for MOST_MS each. */
function end (): void {
  beganAt = undefined
  const goOn = waiting.shift()
  if (goOn === undefined) return
  begin()
  goOn()
}

/** Resolves when a long loop may take its next step: at once, or in a later turn of the event loop if the limit of this one is reached. */
export async function takeTurn (): Promise<void> {
  const since = beganAt ?? begin()
  if (performance.now() - since >= MOST_MS) await new Promise<void>(resolve => { waiting.push(resolve) })
}
