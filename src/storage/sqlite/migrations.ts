import { readFileSync, readdirSync } from 'node:fs'
import { packageFile } from '../../package-files.js'

const FOLDER = packageFile('db/migrations/')

/** The scripts of db/migrations in the order of their numbers; a file's `user_version` counts those it has seen. */
export const MIGRATIONS: readonly string[] = readdirSync(FOLDER)
  .sort()
  .map(file => readFileSync(new URL(file, FOLDER), 'utf8'))
