import type { SharpConstructor } from 'sharp'

/**
 * Loaders of the supported formats, and of WebP, so that messages can name it. All other loaders of libvips, such as those of SVG
 * and PDF, stay blocked.
 */
const LOADERS = ['Jpeg', 'Png', 'Nsgif', 'Tiff', 'Webp'].map(format => `VipsForeignLoad${format}Buffer`)

let loading: Promise<SharpConstructor> | undefined

/** Returns sharp. It is imported on the first call, because libvips takes 20 MB and delays the start. */
export function libvips (): Promise<SharpConstructor> {
  loading ??= load()
  return loading
}

async function load (): Promise<SharpConstructor> {
  const { default: sharp } = await import('sharp')
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: LOADERS })
  // One thread for each picture is faster for many small pictures. A cache would not help: a decoded picture is not needed twice.
  sharp.concurrency(1)
  sharp.cache(false)
  return sharp
}
