import { Type, type TSchema } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { INT32_MAX, Int32, NoBody, Nullable } from '../../carriers/scalars.js'
import type { Config } from '../../config/config.js'
import { imageTooLarge } from '../../errors/api-errors.js'
import type { BlobEntity } from '../../carriers/blob-entity.js'
import type { EntityRights } from '../../carriers/entity-rights.js'
import { readBase64 } from '../../codec/base64.js'
import { BYTE_MEDIA_TYPES, createByteAnswers } from '../../codec/byte-answers.js'
import { wholeContent } from '../../codec/whole-content.js'
import type { Content, Store } from '../../storage/store.js'
import { createFailures } from '../failures.js'

export interface BlobAgentOptions {
  readonly store: Store
  readonly config: Pick<Config, 'writePolicy' | 'unknownProducts' | 'imageLimit' | 'notAcceptable' | 'errorMessageKey'>
}

/** Where a call of the agent is. */
export const agentPath = (name: string) => `/api/v1/Agents/BLOB/${name}`

export const ProductId = Type.Integer({ format: 'int32', minimum: 1, maximum: INT32_MAX, description: 'The product.' })

export const Bytes = (description: string) =>
  Type.Optional(Nullable(Type.String({ format: 'byte', contentEncoding: 'base64' }), { description }))

/** The body of a call: its parameters by name, in any case. */
export const request = <Properties extends Record<string, TSchema>>(name: string, properties: Properties) =>
  Type.Object(properties, { $id: `${name}Request`, xml: { name: `${name}Request` } })

/** What calls answer that answer nothing. */
const Nothing = NoBody('Done.')

export const BlobIdAnswer = Int32({ xml: { name: 'int' }, description: 'The id of the new blob.', examples: [940] })

/** What a body may be around the Base64 of an image. */
const BODY_BYTES = 64 * 1024

/** Reads properties that are bytes, of which there may be as many as of an image. */
export function createByteReader ({ imageLimit }: Pick<Config, 'imageLimit'>) {
  return {
    // Base64 is a third longer than the bytes.
    bodyLimit: Math.ceil(imageLimit / 3) * 4 + BODY_BYTES,
    /** @throws ApiError 400 for what is no Base64, 413 for too many bytes */
    readBytes (name: string, text: string | null = null): Buffer {
      const bytes = readBase64(name, text)
      if (bytes.length > imageLimit) throw imageTooLarge(imageLimit)
      return bytes
    },
  }
}

/** What says what the caller may do with a blob that is asked for by its number. */
export const createBlobRights = (store: Pick<Store, 'listOwnersOf'>) =>
  async ({ tenant, rights }: FastifyRequest, blobId: number): Promise<EntityRights<BlobEntity>> => {
    return rights.ofBlob(rights.areLimited ? await store.listOwnersOf(tenant, blobId) : [])
  }

/** What answers the bytes of a blob, or that there are none. */
export function createContentAnswers ({ store, config }: BlobAgentOptions) {
  const sendBytes = createByteAnswers(config)
  return async function sendContent (request: FastifyRequest, reply: FastifyReply, content: Content | undefined): Promise<FastifyReply> {
    if (content === undefined) return sendBytes(request, reply, null)
    return sendBytes(request, reply, await wholeContent(store, content, reply), content.mediaType)
  }
}

/** Describes calls that answer bytes, raw or in Base64. */
const BYTES_ANSWER = {
  produces: [...BYTE_MEDIA_TYPES],
  response: { 200: Type.Unsafe<unknown>({ type: ['string', 'null'], format: 'byte', description: 'The bytes, or null when there are none.' }) },
}

/** What all calls have in the OpenAPI document. */
export function createDescriptions (config: Pick<Config, 'errorMessageKey'>) {
  const { failures, failuresOfAnswers } = createFailures(config)
  const own = {
    400: 'The body, a parameter or a header is wrong, or names what is not there.',
    413: 'The body is larger than the limit.',
    415: 'The body has a media type that is not read.',
  }
  return {
    describe: (name: string, summary: string) => ({ operationId: `v1BLOBAgent_${name}`, tags: ['BLOB agent'], summary }),
    ofVoid: { 204: Nothing, ...failures(own) },
    failed: failuresOfAnswers(own),
    ofBytes: { ...BYTES_ANSWER, response: { ...BYTES_ANSWER.response, ...failuresOfAnswers(own) } },
  }
}
