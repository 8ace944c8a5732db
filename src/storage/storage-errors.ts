import { StartError } from '../config/start-error.js'
import type { Content } from './content.js'

/**
 * Thrown when a change cannot be stored, for example because the database refuses it; with PostgreSQL, also when the database refuses a
 * read. If PostgreSQL cannot be reached, StorageUnavailableError is thrown instead. The message is the reason, worded as a part of a
 * sentence.
 */
export class StorageError extends Error {}

/**
 * Thrown when PostgreSQL cannot be used at present, for example because it cannot be reached or the connection was lost. The message is the
 * reason, worded as a part of a sentence.
 */
export class StorageUnavailableError extends Error {}

/** Thrown when stored bytes are incomplete, or do not have the SHA-256 with which they were saved. */
export class DamagedContentError extends Error {
  constructor (key: Content['key']) {
    super(`The stored bytes are damaged: content ${key} of the database does not have the SHA-256 that it was saved with. ` +
      'Save the picture again, or restore the database from a backup.')
  }
}

/** Thrown at the start when the database cannot be used or seeded. */
export class StorageStartError extends StartError {}
