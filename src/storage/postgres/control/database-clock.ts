/** The clock of the database. All replicas use it for dates and for the expiry of rules. */
export interface DatabaseClock {
  /** Sets the clock by a time that the database has just sent, in milliseconds since 1970. */
  set (time: number): void
  /** Returns the time in milliseconds since 1970. */
  now (): number
}

/**
 * Creates a clock that starts at the last time that the database sent, and adds the time since then on this machine. It is never ahead of
 * the database, because the message took some time. So the next request, on any replica, never gets an earlier date than this one.
 */
export function createDatabaseClock (): DatabaseClock {
  // Until the first message, the time of the machine.
  let sentTime = Date.now()
  let receivedAt = performance.now()

  return {
    set (time) {
      sentTime = time
      receivedAt = performance.now()
    },
    now: () => Math.floor(sentTime + performance.now() - receivedAt),
  }
}
