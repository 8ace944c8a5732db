import { existsSync } from 'node:fs'

/** The folder of this package. The sources and the bundle in `dist` are at different depths below it. */
const ROOT = packageRoot()

function packageRoot (): URL {
  let folder = new URL('./', import.meta.url)
  while (!existsSync(new URL('package.json', folder))) folder = new URL('../', folder)
  return folder
}

/** Returns a file or folder of this package, by its path from the root. */
export const packageFile = (path: string): URL => new URL(path, ROOT)
