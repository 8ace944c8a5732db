import { createHash, type Hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { TSchema } from '@sinclair/typebox'
import { UNSET_DATE } from '../../carriers/date-time.js'
import type { Config } from '../../config/config.js'
import { ConfigSchema } from '../../config/config-schema.js'
import type { SeedImage } from '../seed.js'
import { loadSeed } from '../seed-files.js'
import type { CommonSettings } from './engine/replicas.js'

const hashText = (text: string | Buffer) => createHash('sha256').update(text).digest('hex')

/**
 * Returns hashes of the settings that must be equal in all processes on one database. For `seed` and `users`, the contents are hashed, not
 * the names of the files. Hashes are stored instead of the settings, because some settings are secret.
 */
export function hashSettings (config: Config): CommonSettings {
  const common = Object.entries<TSchema>(ConfigSchema.properties).filter(([, { isOwn }]) => isOwn !== true).map(([name]) => name as keyof Config)
  return {
    ...Object.fromEntries(common.map(name => [name, hashText(JSON.stringify(config[name]))])),
    seed: hashSeed(config),
    users: hashText(typeof config.users === 'string' && config.users !== '' ? readFileSync(config.users) : JSON.stringify(config.users)),
  }
}

function hashSeed ({ seed: given, imageLimit, writePolicy }: Config): string {
  // The seed is loaded with a fixed date. Otherwise products without a RegisteredDate would have the time of the start, which differs
  // between processes.
  const { products, owners, blobs, ...others } = loadSeed(given, { imageLimit, writePolicy, now: UNSET_DATE })
  const hash = createHash('sha256').update(JSON.stringify(others))
  for (const { product, image } of products) addImage(hash.update(JSON.stringify(product)), image)
  for (const { owner, image } of owners) addImage(hash.update(JSON.stringify(owner)), image)
  for (const { links, ...image } of blobs) addImage(hash.update(JSON.stringify(links)), image)
  return hash.digest('hex')
}

function addImage (hash: Hash, image: SeedImage | undefined): void {
  const { entity, content } = image?.read() ?? {}
  hash.update(JSON.stringify([image?.isNumbered, entity, content?.sha256.toString('hex'), content?.mediaType]))
}
