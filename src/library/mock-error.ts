/** Thrown when a control method fails, because a request to the mock failed or an argument is invalid. The message gives the reason. */
export class MockError extends Error {
  override readonly name = 'MockError'

  /** @param status HTTP status of the response; undefined if the error is not about a response of a mock */
  constructor (message: string, readonly status: number | undefined, options?: ErrorOptions) {
    super(message, options)
  }
}

/** Thrown for an argument that the library refuses without sending a request. */
export class MockArgumentError extends MockError {}

export const createArgumentError = (message: string, options?: ErrorOptions) => new MockArgumentError(message, undefined, options)
