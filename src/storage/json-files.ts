import { readdirSync } from 'node:fs'

/**
 * Returns the names of the JSON files in a folder, in order.
 * @throws the error of the file system, such as ENOTDIR for a file
 */
export const listJsonFiles = (folder: string): string[] => readdirSync(folder).filter(name => name.toLowerCase().endsWith('.json')).sort()
