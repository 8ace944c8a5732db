/** The clock of the database. All replicas use it for dates, and for the expiry of rules. */
export interface DatabaseClock {
  /** Sets the clock to a time that the database has just sent, in milliseconds since 1970. */
  set (time: number): void
  /** Returns the current time in milliseconds since 1970. */
  now (): number
}

/**
 * Creates a clock. It returns the last time that the database has sent, plus the time since this message. The clock is never ahead of the
 * database, because the message took some time. Each API request sets the clock first, so that a later request never has an
 * earlier date, whichever replica receives it.
 */
export function createDatabaseClock (): DatabaseClock {
  // The time of the machine is used until the database has sent its time.
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
