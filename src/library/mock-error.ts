/** What was asked of a mock was not done; the message says why, in the mock's own sentences where it answered. */
export class MockError extends Error {
  override readonly name = 'MockError'

  /** @param status that of the answer; undefined when there was none, as for what could not be sent */
  constructor (message: string, readonly status: number | undefined, options?: ErrorOptions) {
    super(message, options)
  }
}

/** What is asked cannot be sent: an argument is none that there can be. */
export const wrongArgument = (message: string, options?: ErrorOptions) => new MockError(message, undefined, options)
