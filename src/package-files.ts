/**
 * A file or folder of this package, by its path from the root. Both src and the bundle in dist are one step
 * below the root, so this module must stay directly in src.
 */
export function packageFile (path: string): URL {
  return new URL(`../${path}`, import.meta.url)
}
