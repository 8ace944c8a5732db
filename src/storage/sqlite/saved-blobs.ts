import { Type } from '@sinclair/typebox'
import { BlobEntitySchema, type BlobEntity } from '../../carriers/blob-entity.js'
import type { FoundBlob } from './tables/blobs.js'

/** Past this many the memory is given back. */
const MOST_REMEMBERED = 2000

/** Blobs with longer texts are read each time, so that the memory stays at some megabytes. */
const LONGEST_TEXT = 500

/**
 * Blobs as they were saved last. A save begins with what there is, and to read that costs more than to change it.
 * All are to be called inside of a transaction.
 */
export interface SavedBlobs {
  /** The blob that a product's picture is, if it is remembered: as it is until it is saved the next time. */
  recall (tenantId: number, productId: number): FoundBlob | undefined
  /**
   * Remembers a blob as it is saved now, and the product whose picture it is.
   * @param values of its columns
   */
  keep (tenantId: number, productId: number, blob: FoundBlob, values: readonly unknown[]): void
  /** To be called when blobs or links are changed in another way or by another process, or a change was taken back. */
  forget (): void
}

/** What is remembered of a blob. */
type SavedBlob = { -readonly [Name in keyof FoundBlob]: FoundBlob[Name] }

export function createSavedBlobs (): SavedBlobs {
  /** Several products may have one blob as their picture. */
  const keys = new Map<string, number>()
  const blobs = new Map<number, SavedBlob>()

  function forget (): void {
    keys.clear()
    blobs.clear()
  }

  return {
    recall (tenantId, productId) {
      const key = keys.get(placeOf(tenantId, productId))
      return key === undefined ? undefined : blobs.get(key)
    },
    keep (tenantId, productId, blob, values) {
      if (values.some(isLong)) {
        blobs.delete(blob.key)
        return
      }
      const known = blobs.get(blob.key)
      if (known !== undefined) renew(known, blob)
      const place = placeOf(tenantId, productId)
      if (known !== undefined && keys.has(place)) return
      if (keys.size >= MOST_REMEMBERED) forget()
      keys.set(place, blob.key)
      blobs.set(blob.key, { ...blob, entity: { ...blob.entity } })
    },
    forget,
  }
}

const placeOf = (tenantId: number, productId: number) => `${tenantId} ${productId}`

const isLong = (value: unknown) => typeof value === 'string' && value.length > LONGEST_TEXT

const NAMES = Type.KeyOf(BlobEntitySchema).anyOf.map(name => name.const)

/** Makes a blob what it is now. What is equal stays: all that is new has to be moved to where old objects are. */
function renew (known: SavedBlob, { entity, changedDate, content }: FoundBlob): void {
  known.changedDate = changedDate
  known.content = content
  for (const name of NAMES) renewProperty(known.entity, entity, name)
}

function renewProperty<Name extends keyof BlobEntity> (known: BlobEntity, now: BlobEntity, name: Name): void {
  if (known[name] !== now[name]) known[name] = now[name]
}
