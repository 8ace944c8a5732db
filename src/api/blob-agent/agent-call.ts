import { Type, type TSchema } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { BlobEntityCarrierSchema, type BlobEntity } from '../../carriers/blob-entity.js'
import type { EntityRights } from '../../carriers/entity-rights.js'
import { Int32, NoBody, Nullable } from '../../carriers/scalars.js'
import { readBase64 } from '../../codec/base64.js'
import { BYTE_MEDIA_TYPES, createByteAnswers } from '../../codec/byte-answers.js'
import { wholeContent } from '../../codec/whole-content.js'
import type { Config } from '../../config/config.js'
import { imageTooLarge } from '../../errors/api-errors.js'
import type { Content, Store } from '../../storage/store.js'
import { createFailures } from '../failures.js'
import type { PictureOptions } from '../picture-owner.js'

export type BlobAgentOptions = PictureOptions<'writePolicy' | 'imageLimit' | 'notAcceptable'>

/** Returns the path of an agent call. */
export const agentPath = (name: string) => `/api/v1/Agents/BLOB/${name}`

/** Bytes in Base64. They are decoded by `readBytes`, which refuses null. */
export const Base64Schema = (description: string) =>
  Type.Optional(Nullable(Type.String({ format: 'byte', contentEncoding: 'base64' }), { description }))

/** The body of a call: an object with its parameters. */
export const callSchema = <Properties extends Record<string, TSchema>>(name: string, properties: Properties) =>
  Type.Object(properties, { $id: `${name}Request`, xml: { name: `${name}Request` } })

export const BlobEntityOrNullSchema = Nullable(BlobEntityCarrierSchema, {
  xml: { name: 'BlobEntity' }, description: 'The entity, or null when there is none.',
})

export const NewBlobIdSchema = Int32({ xml: { name: 'int' }, description: 'The id of the new blob.', examples: [940] })

/** Allowance for the rest of a body around the Base64 of an image. */
const BODY_BYTES = 64 * 1024

/** Creates the reader of body properties that hold bytes, of which IMAGE_LIMIT is the limit. */
export function createByteReader ({ imageLimit }: Pick<Config, 'imageLimit'>) {
  return {
    // Base64 is a third longer than the bytes.
    bodyLimit: Math.ceil(imageLimit / 3) * 4 + BODY_BYTES,
    /** @throws ApiError 400 for invalid Base64, 413 for too many bytes */
    readBytes (name: string, text: string | null = null): Buffer {
      const bytes = readBase64(name, text)
      if (bytes.length > imageLimit) throw imageTooLarge(imageLimit)
      return bytes
    },
  }
}

/** Creates the function that returns a caller's rights to a blob. They depend on the owners that link it. */
export const createBlobRights = (store: Pick<Store, 'listOwnersOf'>) =>
  async ({ tenant, rights }: Pick<FastifyRequest, 'tenant' | 'rights'>, blobId: number): Promise<EntityRights<BlobEntity>> =>
    rights.ofBlob(rights.areLimited ? await store.listOwnersOf(tenant, blobId) : [])

/** Creates the function that sends the bytes of a blob, or null if it has none. */
export function createContentResponses ({ store, config }: Pick<BlobAgentOptions, 'store' | 'config'>) {
  const sendBytes = createByteAnswers(config)
  return async function sendContent (request: FastifyRequest, reply: FastifyReply, content: Content | undefined): Promise<FastifyReply> {
    if (content === undefined) return sendBytes(request, reply, null)
    return sendBytes(request, reply, await wholeContent(store, content, reply), content.mediaType)
  }
}

/** The response of calls that answer bytes, raw or in Base64. */
const BYTES_RESPONSE = Type.Unsafe<unknown>({ type: ['string', 'null'], format: 'byte', description: 'The bytes, or null when there are none.' })

/** Describes calls for the OpenAPI document. */
export function createDescriptions (config: Pick<Config, 'errorMessageKey'>) {
  const { failures, failuresOfAnswers } = createFailures(config)
  const own = {
    400: 'The body, a parameter or a header is wrong, or names what is not there.',
    413: 'The body is larger than the limit.',
    415: 'The body has a media type that is not read.',
  }
  const failed = failuresOfAnswers(own)
  return {
    describe: (name: string, summary: string) => ({ operationId: `v1BLOBAgent_${name}`, tags: ['BLOB agent'], summary }),
    failed,
    /** Of calls without a result. */
    ofVoid: { 204: NoBody('Done.'), ...failures(own) },
    /** Of calls that answer bytes. */
    ofBytes: { produces: [...BYTE_MEDIA_TYPES], response: { 200: BYTES_RESPONSE, ...failed } },
  }
}
