import type { SharpConstructor } from 'sharp'

/**
 * Readers of what the service takes, and of WebP, so that it can be named when it comes. All others of libvips, which
 * also reads SVG, PDF and more, stay closed.
 */
const LOADERS = ['Jpeg', 'Png', 'Nsgif', 'Tiff', 'Webp'].map(format => `VipsForeignLoad${format}Buffer`)

let loading: Promise<SharpConstructor> | undefined

/** libvips, which is loaded with the first picture: a start without it is faster and takes 20 MB less. */
export function libvips (): Promise<SharpConstructor> {
  loading ??= load()
  return loading
}

async function load (): Promise<SharpConstructor> {
  const { default: sharp } = await import('sharp')
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: LOADERS })
  // Many small pictures at a time are faster than each in several threads; none comes twice in its decoded form.
  sharp.concurrency(1)
  sharp.cache(false)
  return sharp
}
