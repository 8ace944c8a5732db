import type { ControlStore, DocumentOptions, TenantDocuments } from '../control-store.js'
import { TenantMap } from '../tenant-map.js'

const timer = () => performance.now()

/** Creates a control store in the memory of this process. This suffices with SQLite, because no other mock can use the same data. */
export const createMemoryControl = (): ControlStore => ({ documents: createDocuments, now: Date.now, timer })

function createDocuments<Document extends object> (
  _subject: string, { mostTenants = Infinity, noun = '', withoutExpired = document => document }: DocumentOptions<Document> = {}
): TenantDocuments<Document> {
  const documents = new TenantMap<Document>()
  let lastId = 0

  function replace (tenant: string, document: Document | undefined): Document | undefined {
    if (document === undefined) documents.delete(tenant)
    else documents.set(tenant, document)
    return document
  }

  function of (tenant: string): Document | undefined {
    const document = documents.get(tenant)
    if (document === undefined) return undefined
    const left = withoutExpired(document, timer())
    return left === document ? document : replace(tenant, left)
  }

  /** Returns the names of the tenants that have a document. Removes the expired parts of all documents. */
  const names = () => documents.names().filter(tenant => of(tenant) !== undefined)

  return {
    get size () { return documents.size },
    of,
    read: of,
    change (tenant, revise, newIds = 0) {
      const document = revise(of(tenant), lastId + 1)
      if (document !== undefined) {
        if (documents.size >= mostTenants) names()
        documents.requirePlace(tenant, mostTenants, noun)
      }
      lastId += newIds
      replace(tenant, document)
    },
    names,
  }
}
