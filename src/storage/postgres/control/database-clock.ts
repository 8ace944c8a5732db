/** The clock of the database, by which all replicas date and let rules expire. */
export interface DatabaseClock {
  /** Sets the clock by a time that the database has just sent, in milliseconds since 1970. */
  set (time: number): void
  /** Returns the time in milliseconds since 1970. */
  now (): number
}

/**
 * Goes on from the last time that the database sent. It is never ahead of the database, as the message took some time. So what a request
 * is dated by is not later than what the database sends for the next one, whichever replica takes that.
 */
export function createDatabaseClock (): DatabaseClock {
  // Until the first message, the clock of the machine.
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
