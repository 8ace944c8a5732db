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

/** The paths, parameters and operation names for the pictures of an entity. The pages of the vendor's reference differ in these details. */
export interface PictureOwner {
  readonly entity: OwnerEntity
  /** The parameter with the id of the owner. It is read from the query by routes whose path does not contain it. */
  readonly idName: OwnerIdName
  /** Prefix of the operation ids. */
  readonly operations: string
  /** Paths below `/api/v1/`, spelled as the vendor's pages spell them. The router ignores case. */
  readonly paths: {
    readonly getImageInfo: string
    readonly putImageInfo: string
    readonly image: string
  }
  /** Differences between entities in the operations of the BLOB agent. */
  readonly agent: {
    /** True if the agent has the operation `Get…ImageWithSize` for this entity. */
    readonly hasImageWithSize: boolean
    /** Maximum side in pixels: `Set…Image` scales larger pictures down to it. If undefined, it stores them unchanged. */
    readonly mostPixels: number | undefined
  }
}

type OwnerIdName = `${Uncapitalize<OwnerEntity>}Id`

/** Validated parameters of a route. Only the parameter that the route declares is set. */
export type OwnerIds = Readonly<Record<OwnerIdName, number>>

/** Options of the routes for pictures. */
export interface PictureOptions<Settings extends keyof Config> {
  readonly owners: readonly PictureOwner[]
  readonly store: Store
  readonly config: Pick<Config, Settings | 'unknownProducts' | 'unknownOwners' | 'errorMessageKey'>
}

/** Schema of an owner's id: any positive int32. The owner need not be stored. */
export const OwnerIdSchema = (entity: OwnerEntity) =>
  Type.Integer({ format: 'int32', minimum: 1, maximum: INT32_MAX, description: `The id of the ${nounFor(entity)}.` })

/** Returns the name of an entity for use in a sentence. */
export const nounFor = (entity: OwnerEntity) => entity.toLowerCase()

/** The path, parameters and owner of a route for pictures. */
interface OwnerRoute {
  readonly url: string
  readonly tags: string[]
  readonly noun: string
  readonly link: BlobLink
  /** Schemas of the parameters that identify the owner. */
  readonly parameters: { readonly params: TObject, readonly querystring?: TObject }
  /** Returns the owner of a validated request. */
  readOwner (request: { readonly params: OwnerIds, readonly query: OwnerIds }): Owner
}

/** Returns the path, parameters and owner of a route. If the owner's id is in the query, the path may have any string instead of it. */
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

/** Parameters of saving the picture that is linked to an owner. */
interface PictureSave extends Pick<BlobSave, 'caller' | 'wantedBlobId' | 'content' | 'revise'> {
  readonly owner: Owner
  readonly link: BlobLink
  /** The caller's rights to the picture. */
  readonly rights: RowRights
}

/** Checks that an owner is stored if the setting UNKNOWN_PRODUCTS or UNKNOWN_OWNERS is `reject`. */
interface OwnerGuard {
  /** @throws the refusal */
  requireOwner (tenant: string, owner: Owner): Promise<void> | undefined
  /**
   * Saves a picture and returns its entity. Checks the owner again in the same transaction, because it may have been deleted while the body
   * was received.
   * @throws ApiError of `refusal` if the owner is not stored, 403 if the caller must not save the picture, or the error of `revise`
   */
  savePicture (tenant: string, save: PictureSave): Promise<BlobEntity>
}

/**
 * Creates the checks for the owners of an entity.
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
