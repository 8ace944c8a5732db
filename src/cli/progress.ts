import { SingleBar } from 'cli-progress'

/** Delay before the progress bar is shown, so that short commands do not show it. */
const SHOW_AFTER_MS = 1000

export interface Progress {
  /** Increases the completed amount. Its unit is that of the parameter `total` of {@link startProgress}. */
  add (amount: number): void
  stop (): void
}

/**
 * Starts a timer that shows a progress bar after SHOW_AFTER_MS if standard error is a terminal. The caller must call `stop`, even after an
 * error, because the timer and the progress bar keep the process running.
 */
export function startProgress (what: string, total: number): Progress {
  const bar = new SingleBar({ format: `${what} [{bar}] {percentage} %`, clearOnComplete: true })
  let done = 0
  const timer = setTimeout(() => bar.start(total, done), SHOW_AFTER_MS)
  return {
    add (amount) {
      done += amount
      bar.update(done)
    },
    stop () {
      clearTimeout(timer)
      bar.stop()
    },
  }
}
