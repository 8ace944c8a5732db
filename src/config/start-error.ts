import { inspect } from 'node:util'

/**
 * Something outside of the program keeps it from starting. The message tells whoever starts it in full sentences
 * what that is and what would be right. It is printed without a stack: the place in the code does not matter.
 */
export class StartError extends Error {
  [inspect.custom] (): string {
    return this.message
  }
}

/** What keeps it from starting is something that whoever starts it has said. */
export class WrongUseError extends StartError {}
