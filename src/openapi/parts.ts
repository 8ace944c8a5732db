import { isProperties, type Properties } from '../codec/properties.js'

/** Returns the entries of an object or list whose values are objects. Arrays are not counted as objects. */
export const entriesIn = (value: unknown): [key: string, value: Properties][] =>
  Object.entries<unknown>(Object(value)).flatMap(([key, entry]) => isProperties(entry) ? [[key, entry]] : [])

const objectsIn = (value: unknown) => entriesIn(value).map(([, entry]) => entry)

/** Returns the operations of a document. */
export const listOperations = (document: object) => objectsIn(Object(document).paths).flatMap(objectsIn)

/** Returns the parameters of an operation. */
export const listParameters = ({ parameters }: Properties) => objectsIn(parameters)

/** Returns the request body of an operation, if it has one, and the responses. Both are called bodies here. */
export const listBodies = ({ requestBody, responses }: Properties) => objectsIn({ requestBody, ...Object(responses) })

/** Returns the media type objects of a request body or a response. */
export const listMedia = ({ content }: Properties) => objectsIn(content)

/** Returns the name of the component that a schema refers to. Undefined if the schema is not a reference. */
export const componentName = (schema: unknown): string | undefined =>
  isProperties(schema) && typeof schema['$ref'] === 'string' ? schema['$ref'].split('/').at(-1) : undefined

/** Returns the name of the component that the schema of the first media type of a body refers to. */
export const schemaName = (body: Properties) => componentName(listMedia(body)[0]?.['schema'])
