import { inspect } from 'node:util'

/**
 * Thrown when the mock cannot start because of its environment. The message names the problem and the allowed values. It is printed without
 * a stack trace, because the code has no fault.
 */
export class StartError extends Error {
  [inspect.custom] (): string {
    return this.message
  }
}

/** Thrown when the mock cannot start because of a flag, a setting or a file that the user set. */
export class WrongUseError extends StartError {}
