/** The clock of the database. All replicas use it, for example for the dates of saves and for the expiry of rules. */
export interface DatabaseClock {
  /** Sets the clock to a time that the database has just sent, in milliseconds since 1970. */
  set (time: number): void
  /** Returns the current time in milliseconds since 1970. */
  now (): number
}

/**
 * Creates a clock. Its time is the last time that `set` received, plus the time since that call. Directly after a call, the clock is not
 * ahead of the database, because the time of the database takes a moment to arrive. The hook `lookAtTenant` sets the clock before an API
 * request is handled. Therefore, for a request that is sent after the response to another one, the clock does not have an earlier time,
 * even if another replica handles the request.
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
