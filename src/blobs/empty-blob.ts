import { BLANK_BLOB, type BlobEntity } from '../carriers/blob-entity.js'

/** The response where no blob exists (superoffice-protocol, section 10), and what a new blob starts from. */
export const EMPTY_BLOB: BlobEntity = Object.freeze({
  ...BLANK_BLOB, Description: '', ExtraInfo: '', MimeType: '', ConceptualType: '',
})
