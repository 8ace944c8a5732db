import type { Store } from './store.js'

/** Returns a function that closes the store and throws the error again, for a start that fails after the store was opened. */
export const closeBeforeThrow = (store: Store) => async (error: unknown): Promise<never> => {
  await store.close()
  throw error
}
