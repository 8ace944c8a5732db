import type { Store } from './store.js'

/** Returns a handler for errors of a start after the store was opened. It closes the store and throws the error again. */
export const closeBeforeThrow = (store: Store) => async (error: unknown): Promise<never> => {
  await store.close()
  throw error
}
