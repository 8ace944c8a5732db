// Runs the test files of the folder `http` in this process. A process for each file would take longer to start than most files take to run.
import { readdirSync } from 'node:fs'

const FOLDER = new URL('http/', import.meta.url)

for (const file of readdirSync(FOLDER).sort()) await import(new URL(file, FOLDER).href)
