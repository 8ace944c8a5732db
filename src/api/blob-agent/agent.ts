import { Type, type TSchema } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { BlobEntityCarrierSchema, type BlobEntity } from '../../carriers/blob-entity.js'
import type { EntityRights } from '../../carriers/entity-rights.js'
import { Int32, NoBody, Nullable } from '../../carriers/scalars.js'
import { readBase64 } from '../../codec/base64.js'
import { BYTE_MEDIA_TYPES, createByteResponses } from '../../codec/byte-responses.js'
import { wholeContent } from '../../codec/whole-content.js'
import { imageTooLarge } from '../../errors/api-errors.js'
import type { Content } from '../../storage/content.js'
import { BODY_FAILURES, SAVE_FAILURES, createFailures } from '../failures.js'
import type { PictureOptions } from '../picture-owner.js'

export type BlobAgentOptions = PictureOptions<'writePolicy' | 'imageLimit' | 'notAcceptable'>

/** Returns the path of an operation of the BLOB agent. */
export const agentPath = (name: string) => `/api/v1/Agents/BLOB/${name}`

/** Creates the schema of a property with bytes in Base64. The schema allows null and a missing property, which `readBytes` refuses. */
export const createBase64Schema = (description: string) =>
  Type.Optional(Nullable(Type.String({ format: 'byte', contentEncoding: 'base64' }), { description }))

/** Creates the schema of the request body of an operation. */
export const createRequestSchema = <Properties extends Record<string, TSchema>>(name: string, properties: Properties) =>
  Type.Object(properties, { $id: `${name}Request`, xml: { name: `${name}Request` } })

export const BlobEntityOrNullSchema = Nullable(BlobEntityCarrierSchema, {
  $id: 'BlobEntityOrNull', xml: { name: 'BlobEntity' }, description: 'The entity, or null if it does not exist.',
})

export const NewBlobIdSchema = Int32({ $id: 'BlobId', xml: { name: 'int' }, description: 'The id of the new blob.', examples: [940] })

/** Bytes by which the limit of a request body exceeds the length of the longest allowed Base64 string. */
const BODY_BYTES = 64 * 1024

/** The bytes are raw or in Base64, depending on Accept. */
const BYTES_RESPONSE = Type.Unsafe<unknown>({ $id: 'Bytes', type: ['string', 'null'], format: 'byte', description: 'The bytes, or null if the blob has none.' })

export type Agent = ReturnType<typeof createAgent>

export function createAgent ({ owners, store, config }: BlobAgentOptions) {
  const { failures, negotiatedFailures } = createFailures(config)
  const failed = negotiatedFailures(BODY_FAILURES)
  const sendBytes = createByteResponses(config)

  return {
    owners,
    store,
    config,
    describe: (name: string, summary: string) => ({ operationId: `v1BLOBAgent_${name}`, tags: ['BLOB agent'], summary }),
    failed,
    /** Failures of operations that save something and return a result. */
    saveFailed: negotiatedFailures(SAVE_FAILURES),
    /** Responses of operations without a result. All of these operations change stored data. */
    ofVoid: { 204: NoBody('Done.'), ...failures(SAVE_FAILURES) },
    /** Schema properties of operations that return bytes. */
    ofBytes: { produces: [...BYTE_MEDIA_TYPES], response: { 200: BYTES_RESPONSE, ...failed } },
    sendBytes,
    /** Sends the bytes of a blob. If `content` is undefined, the response is null in JSON and XML, and empty in other media types. */
    async sendContent (request: FastifyRequest, reply: FastifyReply, content: Content | undefined): Promise<FastifyReply> {
      if (content === undefined) return sendBytes(request, reply, null)
      return sendBytes(request, reply, await wholeContent(store, content, reply), content.mediaType)
    },
    // Base64 has four characters for three bytes.
    bodyLimit: Math.ceil(config.imageLimit / 3) * 4 + BODY_BYTES,
    /**
     * Decodes `text`, the value of the property `name` of a request body, from Base64.
     * @throws ApiError 400 if `text` is undefined, null or not Base64, or 413 for more bytes than the setting IMAGE_LIMIT allows
     */
    readBytes (name: string, text: string | null | undefined): Buffer {
      const bytes = readBase64(name, text)
      if (bytes.length > config.imageLimit) throw imageTooLarge(config.imageLimit)
      return bytes
    },
    /** Returns the caller's rights to a blob, which depend on the owners that have the blob as their picture or thumbnail. */
    rightsTo: async ({ tenant, rights }: Pick<FastifyRequest, 'tenant' | 'rights'>, blobId: number): Promise<EntityRights<BlobEntity>> =>
      rights.ofBlob(rights.areLimited ? await store.listBlobOwners(tenant, blobId) : []),
  }
}
