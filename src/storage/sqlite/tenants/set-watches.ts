/**
 * Records whether the set of a tenant is unchanged. The set counts as changed if, after the watch began, the tenant got another set or was
 * removed, or the method `write` or `writeUsers` of Tenants has run on the set.
 */
export interface Watch {
  readonly setId: number
  isUnchanged: boolean
}

interface SetWatches {
  begin (setId: number): Watch
  end (watch: Watch): void
  noteChange (setId: number): void
}

export function createSetWatches (): SetWatches {
  const watches = new Set<Watch>()

  return {
    begin (setId) {
      const watch = { setId, isUnchanged: true }
      watches.add(watch)
      return watch
    },
    end (watch) {
      watches.delete(watch)
    },
    noteChange (setId) {
      for (const watch of watches) if (watch.setId === setId) watch.isUnchanged = false
    },
  }
}
