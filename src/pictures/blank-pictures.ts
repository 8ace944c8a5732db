import { readFileSync } from 'node:fs'
import { packageFile } from '../config/package-files.js'
import type { ScaledPicture } from './scale-picture.js'

/** What can be asked for where there is no picture (superoffice-protocol, section 11); the first asks for nothing. */
export const BLANKS = ['Null', 'Default', 'ClearPixel', 'SrNoPhoto', 'SrNoPhotoWithBorder', 'GenericFileIcon'] as const

export type Blank = typeof BLANKS[number]

const read = (file: string, mediaType: ScaledPicture['mediaType']): ScaledPicture =>
  ({ bytes: readFileSync(packageFile(`db/blank-images/${file}`)), mediaType })

const NO_PHOTO = read('no-photo.png', 'image/png')

/** The pictures that stand for none; ours, as the service's own are not published. */
export const BLANK_PICTURES: Readonly<Record<Exclude<Blank, 'Null'>, ScaledPicture>> = {
  Default: NO_PHOTO,
  ClearPixel: read('clear-pixel.gif', 'image/gif'),
  SrNoPhoto: NO_PHOTO,
  SrNoPhotoWithBorder: read('no-photo-with-border.png', 'image/png'),
  GenericFileIcon: read('generic-file-icon.png', 'image/png'),
}
