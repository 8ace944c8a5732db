import { BlobEntitySchema, type BlobEntity } from '../carriers/blob-entity.js'
import { defaultsOf } from '../carriers/defaults.js'

/** What a body that replaces an entity starts from: a property that is left out takes its type's default. */
export const BLANK_BLOB: BlobEntity = defaultsOf(BlobEntitySchema)

/** What is answered where there is no blob (superoffice-protocol, section 10), and what a new one starts from. */
export const EMPTY_BLOB: BlobEntity = Object.freeze({
  ...BLANK_BLOB, Description: '', ExtraInfo: '', MimeType: '', ConceptualType: '',
})
