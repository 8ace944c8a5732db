import { readdirSync } from 'node:fs'

/**
 * Returns the sorted names in a folder that end in `.json`, in upper or lower case.
 * @throws the error of the file system, such as ENOTDIR if `folder` is a file
 */
export const listJsonFiles = (folder: string): string[] => readdirSync(folder).filter(name => name.toLowerCase().endsWith('.json')).sort()
