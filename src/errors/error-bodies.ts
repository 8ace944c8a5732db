import { Type, type Static, type TSchema } from '@sinclair/typebox'

const Failed = Type.Literal(true)
const ErrorType = Type.String({ description: 'The .NET exception, such as ArgumentException.' })
const Message = Type.String({ description: 'The problem, and the allowed values.' })
const ErrorSource = Type.String()
const errorOptions = { $id: 'SuperOfficeError', xml: { name: 'Error' }, description: 'A failure that SuperOffice reports.' }

/** Schemas of SuperOffice's error body, by value of the setting ERROR_MESSAGE_KEY (superoffice-protocol, section 2.1). */
const SUPER_OFFICE_ERRORS = {
  Message: Type.Object({ Error: Failed, ErrorType, Message, ErrorSource }, errorOptions),
  ErrorMessage: Type.Object({ Error: Failed, ErrorType, ErrorMessage: Message, ErrorSource }, errorOptions),
}

const controlErrorOptions = { $id: 'ControlError', xml: { name: 'Error' }, description: 'A failure of a request below /_mock.' }

/**
 * Schemas of the error bodies of control routes with an ErrorType, by value of the setting ERROR_MESSAGE_KEY. They have no ErrorSource,
 * because ErrorSource names a component of SuperOffice.
 */
const CONTROL_ERRORS = {
  Message: Type.Object({ Error: Failed, ErrorType, Message }, controlErrorOptions),
  ErrorMessage: Type.Object({ Error: Failed, ErrorType, ErrorMessage: Message }, controlErrorOptions),
}

/**
 * Schema of the error body of ASP.NET Web API, the web framework of SuperOffice's API (superoffice-protocol, section 2.2). The framework
 * sends this body, for example, for an unknown path, an invalid parameter or a missing credential.
 */
export const FrameworkErrorSchema = Type.Object({
  Message: Type.String(),
  MessageDetail: Type.Optional(Type.String()),
}, { $id: 'FrameworkError', xml: { name: 'Error' }, description: 'A failure of the web framework, such as an unknown path, an invalid parameter or a missing credential.' })

/** The name of the property with the message in an error body that has an ErrorType. It is the value of the setting ERROR_MESSAGE_KEY. */
type MessageKey = keyof typeof SUPER_OFFICE_ERRORS

/** Returns the schema of SuperOffice's error body. */
export const superOfficeErrorSchema = (messageKey: MessageKey) => SUPER_OFFICE_ERRORS[messageKey]

/**
 * Returns the schema of the error bodies of control routes with an ErrorType. Their other error bodies match FrameworkErrorSchema.
 */
export const controlErrorSchema = (messageKey: MessageKey) => CONTROL_ERRORS[messageKey]

/** Name of the component for error bodies in an OpenAPI document. */
export const ERROR_BODY_ID = 'ErrorBody'

/** Returns the schema of an error body: either `typedError`, which has an ErrorType, or the error body of ASP.NET Web API. */
export const errorBodySchema = (typedError: TSchema) => Type.Union([typedError, FrameworkErrorSchema], { $id: ERROR_BODY_ID })

/** Returns the error responses of a route for an OpenAPI document, by status. `descriptions` has the description of each status. */
export const failureSchemas = (errorBody: TSchema, descriptions: Readonly<Record<number, string>>): Record<string, TSchema> =>
  Object.fromEntries(Object.entries(descriptions).map(([status, description]) => [status, { ...errorBody, description }]))

export type SuperOfficeError = Static<typeof SUPER_OFFICE_ERRORS.Message>
export type ErrorBody = SuperOfficeError | Static<typeof FrameworkErrorSchema>

/** A response body that replaces an error body. It is not converted to a media type that the client accepts. */
export interface OwnBody {
  readonly bytes: Buffer
  /** The media type of the body. A Content-Type in the `headers` of the error takes precedence. */
  readonly type: string
}

/**
 * An error with the status, headers and body of its response. If `ownBody` is defined, it is sent instead of `body`. In a `body` with an
 * ErrorType, the error handler renames `Message` to the value of ERROR_MESSAGE_KEY, and omits `ErrorSource` on control routes.
 */
export class ApiError extends Error {
  constructor (
    readonly statusCode: number,
    readonly body: ErrorBody,
    readonly headers: Readonly<Record<string, string>> = {},
    readonly ownBody?: OwnBody
  ) {
    super(body.Message)
  }
}

/** Creates an error with SuperOffice's error body. */
export const superOfficeError = (statusCode: number, ErrorType: string, Message: string) =>
  new ApiError(statusCode, { Error: true, ErrorType, Message, ErrorSource: 'SuperOffice.Services.Implementation' })

/** Creates an error with the error body of ASP.NET Web API. */
export const frameworkError = (statusCode: number, Message: string, MessageDetail?: string, headers?: Record<string, string>) =>
  new ApiError(statusCode, MessageDetail === undefined ? { Message } : { Message, MessageDetail }, headers)

/** Creates an error with status 400 and the ErrorType ArgumentException. */
export const argumentError = (message: string) => superOfficeError(400, 'ArgumentException', message)
