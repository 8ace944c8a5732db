import type { Store } from './store.js'

/** Returns a handler for rejections, which closes `store` and throws the error again. Used when the start fails after opening the store. */
export const closeBeforeThrow = (store: Store) => async (error: unknown): Promise<never> => {
  await store.close()
  throw error
}
