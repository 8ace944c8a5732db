import type { Store } from './store.js'

/** Returns a handler for the rejection of a promise. The handler closes `store` and throws the error again. */
export const closeBeforeThrow = (store: Store) => async (error: unknown): Promise<never> => {
  await store.close()
  throw error
}
