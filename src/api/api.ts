import type { Config } from '../config/config.js'
import type { TimeZones } from '../context/time-zone.js'
import type { Routes } from '../http/routes.js'
import type { Store } from '../storage/store.js'
import { addBlobAgentRoutes } from './blob-agent/routes.js'
import { CONTACT_PICTURE } from './contact/picture.js'
import { addImageInfoRoutes } from './image-info.js'
import { addImageRoutes } from './image.js'
import { PERSON_PICTURE } from './person/picture.js'
import { addProductListRoutes } from './product/list.js'
import { PRODUCT_PICTURE } from './product/picture.js'
import { addProductRoutes } from './product/routes.js'
import { PROJECT_PICTURE } from './project/picture.js'
import { addTimeZoneRoutes } from './service-info/time-zones.js'

export interface ApiOptions {
  readonly store: Store
  readonly timeZones: TimeZones
  readonly config: Config
}

/** The entities whose pictures have routes. Each entry adds those of image info, image and BLOB agent. */
const PICTURE_OWNERS = [
  PRODUCT_PICTURE,
  PERSON_PICTURE,
  PROJECT_PICTURE,
  CONTACT_PICTURE,
] as const

/** Adds the routes that need a caller, in the order in which `/api/v1` lists them. */
export async function addApiRoutes (api: Parameters<Routes>[0], { store, timeZones, config }: ApiOptions): Promise<void> {
  const owners = { owners: PICTURE_OWNERS, store, config }
  addProductRoutes(api, { store, config })
  addProductListRoutes(api, { store, config })
  addImageInfoRoutes(api, owners)
  addImageRoutes(api, owners)
  await api.register(async agent => addBlobAgentRoutes(agent, owners))
  addTimeZoneRoutes(api, { timeZones, config })
}
