import type Database from 'better-sqlite3'

/** Past this many the memory is given back. */
const MOST_REMEMBERED = 2000

/** Blobs with longer texts are read each time, so that the memory stays at some megabytes. */
const LONGEST_TEXT = 500

/**
 * Blobs as they were saved last. A save begins with what there is, and to read that costs more than to change it.
 * All are to be called inside of a transaction.
 */
export interface SavedBlobs<Blob extends { readonly key: number }> {
  /** To be called when a transaction begins: another process may have written before it. */
  begin (): void
  /** The blob that a product's picture is, if it is remembered. */
  recall (tenantId: number, productId: number): Blob | undefined
  /**
   * Remembers a blob as it is saved now, and the product whose picture it is.
   * @param values of its columns
   */
  keep (tenantId: number, productId: number, blob: Blob, values: readonly unknown[]): void
  /** To be called when blobs or links are changed in another way, or a change was taken back. */
  forget (): void
}

export function createSavedBlobs<Blob extends { readonly key: number }> (db: Database.Database): SavedBlobs<Blob> {
  // It changes with what other connections write.
  const selectVersion = db.prepare('PRAGMA data_version').pluck()
  let version: unknown
  /** Several products may have one blob as their picture. */
  const keys = new Map<string, number>()
  const blobs = new Map<number, Blob>()

  function forget (): void {
    keys.clear()
    blobs.clear()
  }

  return {
    begin () {
      const current = selectVersion.get()
      if (current !== version) forget()
      version = current
    },
    recall (tenantId, productId) {
      const key = keys.get(`${tenantId} ${productId}`)
      return key === undefined ? undefined : blobs.get(key)
    },
    keep (tenantId, productId, blob, values) {
      if (values.some(isLong)) {
        blobs.delete(blob.key)
        return
      }
      const place = `${tenantId} ${productId}`
      if (keys.size >= MOST_REMEMBERED && !keys.has(place)) forget()
      keys.set(place, blob.key)
      blobs.set(blob.key, blob)
    },
    forget,
  }
}

const isLong = (value: unknown) => typeof value === 'string' && value.length > LONGEST_TEXT
