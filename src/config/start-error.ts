import { inspect } from 'node:util'

/**
 * Thrown when the mock cannot start because of its environment. The message names the problem and the allowed values in full sentences. It
 * is printed without a stack, because the cause is not in the code.
 */
export class StartError extends Error {
  [inspect.custom] (): string {
    return this.message
  }
}

/** Thrown when the mock cannot start because of a flag, a setting or a file that the user gave. */
export class WrongUseError extends StartError {}
