/** What was asked of a mock was not done; the message says why, in the mock's own sentences where it answered. */
export class MockError extends Error {
  override readonly name = 'MockError'

  /** @param status that of the answer; undefined when no mock answered */
  constructor (message: string, readonly status: number | undefined, options?: ErrorOptions) {
    super(message, options)
  }
}
