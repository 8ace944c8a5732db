import { STATUS_CODES } from 'node:http'
import { emptyProperties, type Properties } from '../codec/properties.js'
import { listBodies, componentName, entriesIn, listMedia, listOperations, schemaName } from './parts.js'

/** A part of a document that a reference to a component can replace. */
interface Part {
  /** Name of the component, if the part becomes one. */
  readonly name: string
  readonly component: Properties
  readonly replace: (reference: Properties) => void
}

/** Replaces repeated schemas, examples, headers, parameters, responses and request bodies of a document by references to components. */
export function shareComponents (document: object): void {
  const operations = listOperations(document)
  const bodies = operations.flatMap(listBodies)
  const media = bodies.flatMap(listMedia)
  const { components } = Object(document)
  const share = (kind: string, parts: readonly Part[]) => {
    components[kind] = shareParts(`#/components/${kind}/`, parts, components[kind])
  }
  share('schemas', media.flatMap(one => listParts(one, (key, { title, xml }) => key === 'schema' ? title ?? Object(xml).name : undefined)))
  share('examples', media.flatMap(exampleParts))
  share('headers', bodies.flatMap(({ headers }) => listParts(headers, name => name)))
  share('parameters', operations.flatMap(({ parameters }) => listParts(parameters, (_, { name }) => String(name).replace(/^\$/, ''))))
  share('responses', describeResponses(operations.flatMap(({ responses }) => listParts(responses, responseName))))
  share('requestBodies', operations.flatMap(operation => listParts(operation, (key, body) => key === 'requestBody' ? schemaName(body) : undefined)))
}

/**
 * Replaces parts that occur several times by references to new components. Returns the existing and the new components. If several
 * different parts have the same name, only the most frequent of them becomes a component. A part is not replaced if a component with its
 * name exists already.
 */
function shareParts (path: string, parts: readonly Part[], existing: Properties = {}): Properties {
  const groups = new Map<string, { readonly name: string, readonly component: Properties, readonly places: Part['replace'][] }>()
  for (const { name, component, replace } of parts) {
    const key = JSON.stringify([name, component])
    const group = groups.get(key) ?? { name, component, places: [] }
    group.places.push(replace)
    groups.set(key, group)
  }
  const components = Object.assign(emptyProperties(), existing)
  for (const { name, component, places } of [...groups.values()].sort((one, other) => other.places.length - one.places.length)) {
    if (places.length === 1 || name in components) continue
    components[name] = component
    for (const replace of places) replace({ $ref: path + name })
  }
  return components
}

const listParts = (owner: unknown, namePart: (key: string, part: Properties) => string | undefined): Part[] =>
  entriesIn(owner).flatMap(([key, component]) => {
    const name = namePart(key, component)
    const replace = (reference: Properties) => { Object(owner)[key] = reference }
    return name === undefined ? [] : [{ name, component, replace }]
  })

/**
 * Returns parts in which responses with the same name have their most frequent description, unless each description occurs only once.
 * Responses that differ only in their descriptions can then share a component. If a description was replaced, the reference to the
 * component contains the original.
 */
function describeResponses (parts: readonly Part[]): Part[] {
  const usual = shareParts('', parts.map(({ name, component: { description } }) => ({ name, component: { description }, replace () {} })))
  return parts.map(({ name, component, replace }) => {
    const { description } = component
    const { description: ofComponent = description } = Object(usual[name])
    return {
      name,
      component: { ...component, description: ofComponent },
      replace: reference => replace({ ...reference, ...(description !== ofComponent && { description }) }),
    }
  })
}

/**
 * Returns the component name of a response. For a success whose schema is a component, this is the name of that component, such as
 * `BlobEntity`. Otherwise it is the name of the status, such as `NotFound`; `Default` for the status `default`.
 */
function responseName (status: string, response: Properties): string {
  const name = status.startsWith('2') ? schemaName(response) : undefined
  return name ?? STATUS_CODES[status]?.replace(/\W/g, '') ?? 'Default'
}

function exampleParts (media: Properties): Part[] {
  const { schema, example } = media
  const name = componentName(schema)
  if (name === undefined || example === undefined) return []
  return [{
    name,
    component: { value: example },
    replace (reference) {
      delete media['example']
      media['examples'] = { [name]: reference }
    },
  }]
}
