/** The supported media types of pictures (superoffice-protocol, section 11). */
export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/tiff'] as const

/** Matches the values of Content-Type of pictures, and `application/octet-stream`. */
export const BINARY_TYPE = /^\s*(image\/|application\/octet-stream)/i

export type PictureType = typeof PICTURE_TYPES[number]

/** The values of the query parameter `type`: the formats to which a picture can be converted. */
export const PICTURE_WORDS = ['JPEG', 'PNG', 'GIF'] as const

export const TYPE_OF_WORD: Readonly<Record<typeof PICTURE_WORDS[number], PictureType>> = {
  JPEG: 'image/jpeg', PNG: 'image/png', GIF: 'image/gif',
}
