import { readFileSync } from 'node:fs'
import { packageFile } from '../config/package-files.js'
import type { ScaledPicture } from './scale-picture.js'

/**
 * Values of `ifBlank`, which selects the placeholder for a missing picture (superoffice-protocol, section 11). `Null` selects no
 * placeholder.
 */
export const BLANKS = ['Null', 'Default', 'ClearPixel', 'SrNoPhoto', 'SrNoPhotoWithBorder', 'GenericFileIcon'] as const

type Blank = typeof BLANKS[number]

const readPicture = (file: string, mediaType: ScaledPicture['mediaType']): ScaledPicture =>
  ({ bytes: readFileSync(packageFile(`db/blank-images/${file}`)), mediaType })

const NO_PHOTO = readPicture('no-photo.png', 'image/png')

/** Placeholders for missing pictures. They were made for the mock, because the service's placeholders are not published. */
export const BLANK_PICTURES: Readonly<Record<Exclude<Blank, 'Null'>, ScaledPicture>> = {
  Default: NO_PHOTO,
  ClearPixel: readPicture('clear-pixel.gif', 'image/gif'),
  SrNoPhoto: NO_PHOTO,
  SrNoPhotoWithBorder: readPicture('no-photo-with-border.png', 'image/png'),
  GenericFileIcon: readPicture('generic-file-icon.png', 'image/png'),
}
