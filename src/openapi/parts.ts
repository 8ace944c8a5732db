import { isProperties, type Properties } from '../codec/properties.js'

const objectsIn = (value: unknown): Properties[] => Object.values(Object(value)).filter(isProperties)

/** Returns the operations of a document. */
export const operationsOf = (document: object): Properties[] => objectsIn(Object(document).paths).flatMap(objectsIn)

/** Returns the parameters of an operation. */
export const parametersOf = ({ parameters }: Properties): Properties[] => objectsIn(parameters)

/** Returns the responses of an operation and the body of its request, if it has one. */
export const bodiesOf = ({ requestBody, responses }: Properties): Properties[] => objectsIn({ requestBody, ...Object(responses) })

/** Returns what a body is in each media type. */
export const mediaOf = ({ content }: Properties): Properties[] => objectsIn(content)
