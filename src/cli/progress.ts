import { SingleBar } from 'cli-progress'

/** What is done by then is not worth a bar. */
const PATIENCE_MS = 1000

export interface Progress {
  /** So much more is done. */
  add (amount: number): void
  stop (): void
}

/** Shows, on a terminal and from a second on, how much of a total is done; to be stopped whatever happens. */
export function startProgress (what: string, total: number): Progress {
  const bar = new SingleBar({ format: `${what} [{bar}] {percentage} %`, clearOnComplete: true })
  let done = 0
  const patience = setTimeout(() => bar.start(total, done), PATIENCE_MS)
  return {
    add (amount) {
      done += amount
      bar.update(done)
    },
    stop () {
      clearTimeout(patience)
      bar.stop()
    },
  }
}
