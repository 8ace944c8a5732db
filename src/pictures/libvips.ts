import type { SharpConstructor } from 'sharp'

/**
 * Loaders of libvips for the supported formats, and for WebP so that error messages can name it. All other loaders, such as those for SVG
 * and PDF, are blocked.
 */
const LOADERS = ['Jpeg', 'Png', 'Nsgif', 'Tiff', 'Webp'].map(format => `VipsForeignLoad${format}Buffer`)

let loading: Promise<SharpConstructor> | undefined

/** Returns sharp, which contains libvips. It is imported at the first call, because it takes 20 MB of memory and would delay the start. */
export function libvips (): Promise<SharpConstructor> {
  loading ??= load()
  return loading
}

async function load (): Promise<SharpConstructor> {
  const { default: sharp } = await import('sharp')
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: LOADERS })
  // One thread for each picture is faster with many small pictures. No cache, because the same operation on a picture is rarely repeated.
  sharp.concurrency(1)
  sharp.cache(false)
  return sharp
}
