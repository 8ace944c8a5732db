/** This process's estimate of the clock of the database, which all replicas have in common. */
export interface DatabaseClock {
  /** Sets the clock to a time that the database has just sent, in milliseconds since 1970. */
  set (time: number): void
  /** Returns the current time in milliseconds since 1970. */
  now (): number
}

/** Creates a clock. Its time is the last time that `set` received, plus the time since that call. */
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
