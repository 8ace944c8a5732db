import { readFileSync, readdirSync } from 'node:fs'
import { packageFile } from '../../../config/package-files.js'

const FOLDER = packageFile('db/migrations/')
const SCRIPT = /^\d{3}-.*\.sql$/

/** The scripts of db/migrations in the order of their numbers. */
export const MIGRATIONS: readonly string[] = readdirSync(FOLDER)
  .filter(file => SCRIPT.test(file))
  .sort()
  .map(file => readFileSync(new URL(file, FOLDER), 'utf8'))
