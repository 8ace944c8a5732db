import { Type, type TObject } from '@sinclair/typebox'
import type { BlobEntity } from '../carriers/blob-entity.js'
import { IMAGE_LINKS, type BlobLink } from '../carriers/blob-links.js'
import type { RowRights } from '../carriers/entity-rights.js'
import type { Owner, OwnerEntity } from '../carriers/owner.js'
import { INT32_MAX } from '../carriers/scalars.js'
import type { Config } from '../config/config.js'
import { requireSaveRight } from '../context/rights.js'
import { ownerNotFound } from '../errors/api-errors.js'
import type { ApiError } from '../errors/error-bodies.js'
import type { BlobSave, Store } from '../storage/store.js'

/** The differences between the picture routes of products, persons, projects and contacts, as in the vendor's reference. */
export interface PictureOwner {
  readonly entity: OwnerEntity
  /** The name of the parameter with the owner's id. If the path of a route does not contain this parameter, the query does. */
  readonly idName: OwnerIdName
  /** Prefix of the operation ids of the routes in `paths`. */
  readonly operations: string
  /** Paths below `/api/v1/`, spelled as in the vendor's reference. The router ignores case. */
  readonly paths: {
    readonly getImageInfo: string
    readonly putImageInfo: string
    readonly image: string
  }
  readonly agent: {
    /** True if the agent has the operation `Get…ImageWithSize` for this entity. */
    readonly hasImageWithSize: boolean
    /** Maximum width and height in pixels. `Set…Image` scales larger pictures down. If undefined, pictures are stored unchanged. */
    readonly mostPixels: number | undefined
  }
}

type OwnerIdName = `${Uncapitalize<OwnerEntity>}Id`

/** The validated id of an owner, in the path or the query. Only a parameter that the route declares is set. */
export type OwnerIds = Readonly<Record<OwnerIdName, number>>

export interface PictureOptions<Settings extends keyof Config> {
  readonly owners: readonly PictureOwner[]
  readonly store: Store
  readonly config: Pick<Config, Settings | 'unknownProducts' | 'unknownOwners' | 'errorMessageKey'>
}

/** Creates the schema of an owner's id. */
export const OwnerIdSchema = (entity: OwnerEntity) =>
  Type.Integer({ format: 'int32', minimum: 1, maximum: INT32_MAX, description: `The id of the ${nounFor(entity)}.` })

/** Returns the name of an entity for use in a sentence. */
export const nounFor = (entity: OwnerEntity) => entity.toLowerCase()

interface OwnerRoute {
  readonly url: string
  readonly tags: string[]
  readonly noun: string
  readonly link: BlobLink
  /** Schemas of the parameters in the path and, for some routes, of the owner's id in the query. */
  readonly parameters: { readonly params: TObject, readonly querystring?: TObject }
  readOwner (request: { readonly params: OwnerIds, readonly query: OwnerIds }): Owner
}

/**
 * Describes a route for pictures. If `path` does not contain the parameter `idName`, the query must have this parameter, and the parameter
 * `id` of the path is ignored.
 */
export function ownerRoute ({ entity, idName }: PictureOwner, path: string): OwnerRoute {
  const noun = nounFor(entity)
  const route = { url: `/api/v1/${path}`, tags: [entity], noun, link: IMAGE_LINKS[entity] }
  const id = Type.Object({ [idName]: OwnerIdSchema(entity) })
  if (path.includes(`:${idName}`)) {
    return { ...route, parameters: { params: id }, readOwner: ({ params }) => ({ entity, id: params[idName] }) }
  }
  const ignored = Type.Object({ id: Type.String({ description: `Ignored: ${idName} in the query identifies the ${noun}.` }) })
  return { ...route, parameters: { params: ignored, querystring: id }, readOwner: ({ query }) => ({ entity, id: query[idName] }) }
}

interface PictureSave extends Pick<BlobSave, 'caller' | 'wantedBlobId' | 'content' | 'revise'> {
  readonly owner: Owner
  readonly link: BlobLink
  readonly rights: RowRights
}

/**
 * Functions that check an owner. If the setting UNKNOWN_PRODUCTS (for products) or UNKNOWN_OWNERS (for other owners) is `reject`, they
 * refuse an owner that is not stored. Otherwise they accept every owner.
 */
interface OwnerGuard {
  /**
   * If the setting is `reject`, checks that the owner is stored.
   * @throws the error that the parameter `refusal` of `createOwnerGuard` creates, if the owner is not stored
   */
  requireOwner (tenant: string, owner: Owner): Promise<void> | undefined
  /**
   * Saves a picture or thumbnail, or only the image info of a picture. If the setting is `reject`, checks the owner in the transaction of
   * the save, because another request may delete the owner after `requireOwner`.
   * @throws for example the error of `refusal` as `requireOwner` does, ApiError 403 if the caller must not save the picture, an error that
   * `save.revise` throws, or an error of `saveBlob`
   */
  savePicture (tenant: string, save: PictureSave): Promise<BlobEntity>
}

/**
 * Creates the functions that check owners of the kind `entity`.
 * @param refusal creates the error for an owner that is not stored, by default a 404
 */
export function createOwnerGuard (
  entity: OwnerEntity,
  { store, config }: Pick<PictureOptions<never>, 'store' | 'config'>,
  refusal: (owner: Owner) => ApiError = ownerNotFound
): OwnerGuard {
  const isStrict = (entity === 'Product' ? config.unknownProducts : config.unknownOwners) === 'reject'
  const needs = { isOwnerKept: isStrict }

  async function requireStored (tenant: string, owner: Owner): Promise<void> {
    if (!await store.hasOwner(tenant, owner)) throw refusal(owner)
  }

  return {
    requireOwner: isStrict ? requireStored : () => undefined,
    savePicture: (tenant, { owner, link, rights, caller, wantedBlobId, content, revise }) => store.saveBlob(tenant, {
      place: { link, ownerId: owner.id },
      caller,
      wantedBlobId,
      content,
      needs,
      revise (current, facts) {
        if (isStrict && !facts.isOwnerKept) throw refusal(owner)
        requireSaveRight(rights, current)
        return revise(current, facts)
      },
    }),
  }
}
