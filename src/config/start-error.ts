import { inspect } from 'node:util'

/**
 * Thrown when the mock or a command cannot use a part of its environment, such as a setting, a file, a port or the database. The error is
 * printed without a stack trace, because its cause is not in the code.
 */
export class StartError extends Error {
  [inspect.custom] (): string {
    return this.message
  }
}

/** Thrown for a flag, an argument, a setting or a file that cannot be used. */
export class WrongUseError extends StartError {}
