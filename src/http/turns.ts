/** How long all loops that read much for a request may hold the event loop together. */
const MOST_MS = 10

/** The loops that wait for a turn, the one that has waited longest first. */
const waiting: (() => void)[] = []
/** When the loops began to work in this turn of the event loop; undefined if they have not. */
let beganAt: number | undefined

function begin (): number {
  setImmediate(end)
  return (beganAt = performance.now())
}

/** Lets one waiting loop go on. Each would hold the event loop for as long as a single one may. */
function end (): void {
  beganAt = undefined
  const goOn = waiting.shift()
  if (goOn === undefined) return
  begin()
  goOn()
}

/** Resolves when a loop may take its next step: at once, or in a later turn of the event loop if this one has lasted long enough. */
export async function takeTurn (): Promise<void> {
  const since = beganAt ?? begin()
  if (performance.now() - since >= MOST_MS) await new Promise<void>(resolve => { waiting.push(resolve) })
}
