import { existsSync } from 'node:fs'

/** The root folder of this package. It is searched for, because the bundle in `dist` is at another depth than the sources. */
const ROOT = findPackageRoot()

function findPackageRoot (): URL {
  let folder = new URL('./', import.meta.url)
  while (!existsSync(new URL('package.json', folder))) folder = new URL('../', folder)
  return folder
}

/** Returns the URL of a file or folder of this package. The path is relative to the root folder. */
export const packageFile = (path: string): URL => new URL(path, ROOT)
