import { inspect } from 'node:util'

/**
 * Thrown when the mock or a command cannot start because of its environment, such as a setting, a file, a port or the database. The error
 * is printed without a stack trace, because its cause is not in the code.
 */
export class StartError extends Error {
  [inspect.custom] (): string {
    return this.message
  }
}

/** Thrown when the mock or a command cannot start because of a flag, an argument, a setting or a file. */
export class WrongUseError extends StartError {}
