// Compares the names on which users and clients depend with snapshots. After an intended change, `npm run snapshots` updates the snapshots.
import t from 'tap'
import { ConfigSchema } from '../src/config/config-schema.js'
import { listDeclarations } from './declarations.js'
import { buildTestApp } from './helper.js'

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly additionalProperties?: boolean | Schema
}

interface Body {
  readonly required?: boolean
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>
  readonly headers?: object
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema: Schema
}

interface Referred {
  readonly $ref?: string
}

interface Operation {
  readonly operationId: string
  readonly parameters?: readonly (Parameter & Referred)[]
  readonly requestBody?: Body & Referred
  readonly responses: Readonly<Record<string, Body & Referred>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly headers: object
    readonly securitySchemes: object
    readonly parameters: Readonly<Record<string, Parameter>>
    readonly responses: Readonly<Record<string, Body>>
    readonly requestBodies?: Readonly<Record<string, Body>>
  }
}

const refName = (ref: string) => String(ref.split('/').at(-1))

/** Describes the type of a schema. The named properties of objects are not included. */
function writeSchemaType (schema: Schema = {}): string {
  const { $ref, type, enum: words, const: constant, items, anyOf, allOf, additionalProperties } = schema
  if ($ref !== undefined) return refName($ref)
  if (anyOf !== undefined) return anyOf.map(writeSchemaType).join(' | ')
  if (allOf !== undefined) return allOf.map(writeSchemaType).join(' & ')
  if (words !== undefined) return words.map(word => JSON.stringify(word)).join(' | ')
  if (constant !== undefined) return JSON.stringify(constant)
  if (items !== undefined) return `list of ${writeSchemaType(items)}`
  if (typeof additionalProperties === 'object') return `{ [name]: ${writeSchemaType(additionalProperties)} }`
  return [type ?? 'any'].flat().join(' | ')
}

/**
 * Returns a function that describes a schema. If the properties of several objects have equal descriptions, the function lists them only
 * for the first object. For the others, it writes the path of the first object, such as `State.Products.ImageInfo`.
 */
function compileSchemaDescription () {
  const places = new Map<string, string>()

  return function describeSchema (schema: Schema, start: string, place: string): string[] {
    const variants = schema.anyOf ?? [schema]
    const isList = variants.some(({ items }) => items?.properties !== undefined)
    const object = variants.map(({ items, ...variant }) => items ?? variant).find(({ properties }) => properties !== undefined)
    if (object === undefined) return [`${start} ${writeSchemaType(schema)}`]
    const { properties = {}, required = [] } = object
    const lines = Object.entries(properties).flatMap(([name, property]) =>
      describeSchema(property, `${name}${required.includes(name) ? '' : '?'}:`, `${place}.${name}`))
    const head = `${start}${isList ? ' list of' : ''}`
    const key = lines.join()
    const known = places.get(key)
    if (known !== undefined) return [`${head} ${known}`]
    places.set(key, place)
    return [head, ...lines.map(line => `  ${line}`)]
  }
}

/** Describes the schema of a body. If one of its media types is application/json, describes only the schema for this type. */
function writeContent ({ content = {} }: Body): string {
  const json = content['application/json']
  return json === undefined ? Object.entries(content).map(([type, { schema }]) => `${type}: ${writeSchemaType(schema)}`).join(', ') : writeSchemaType(json.schema)
}

function documentLines ({ paths, components }: Document): string[] {
  const describeSchema = compileSchemaDescription()
  const parameters = new Map(Object.entries(components.parameters))
  const responses = new Map(Object.entries(components.responses))
  const bodies = new Map(Object.entries(components.requestBodies ?? {}))
  const resolve = <Part extends object>(part: Part & Referred, shared: ReadonlyMap<string, Part>): Part =>
    part.$ref === undefined ? part : shared.get(refName(part.$ref)) ?? part

  function operationLines (call: string, { operationId, requestBody, ...operation }: Operation): string[] {
    const answers = Object.entries(operation.responses).map(([status, response]) => [status, writeContent(resolve(response, responses))])
    const own = (operation.parameters ?? []).map(parameter => resolve(parameter, parameters))
    const headers = own.filter(parameter => parameter.in === 'header').map(({ name }) => name)
    const body = requestBody && resolve(requestBody, bodies)
    return [
      `${call} ${operationId}`,
      ...own.filter(parameter => parameter.in !== 'header').map(({ name, in: place, required = false, schema }) => `  ${place} ${name}${required ? '' : '?'}: ${writeSchemaType(schema)}`),
      ...(headers.length === 0 ? [] : [`  headers ${headers.join(', ')}`]),
      ...(body === undefined ? [] : [`  body${body.required === false ? '?' : ''} ${writeContent(body)}`]),
      ...answers.filter(([, content]) => content !== 'ErrorBody').map(([status, content]) => `  ${status} ${content}`.trimEnd()),
      `  failures ${answers.filter(([, content]) => content === 'ErrorBody').map(([status]) => status).join(' ')}`.trimEnd(),
    ]
  }

  return [
    ...Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, operation]) => operationLines(`${method.toUpperCase()} ${path}`, operation))),
    ...Object.entries(components.schemas).flatMap(([name, schema]) => describeSchema(schema, `schema ${name}:`, name)),
    `response headers ${Object.keys(components.headers).join(', ')}`,
    `security schemes ${Object.keys(components.securitySchemes).join(', ')}`,
  ]
}

for (const url of ['/openapi.json', '/_mock/openapi.json']) {
  t.test(`${url} keeps its paths, operation ids, parameters, properties and enums`, async t => {
    const app = await buildTestApp(t, { auth: 'any' })
    t.matchSnapshot(documentLines((await app.inject(url)).json()).join('\n'), url)
  })
}

t.test('the declarations of the library are those in the stored test snapshot', async t => {
  t.matchSnapshot(listDeclarations(), 'dist/index.d.ts')
})

t.test('settings have the names, flags, variables, types and defaults in the stored test snapshot', async t => {
  const settings: Record<string, Schema & { readonly flag: string, readonly env: string, readonly default: unknown }> = JSON.parse(JSON.stringify(ConfigSchema.properties))
  const lines = Object.entries(settings).map(([name, { flag, env, default: fallback, ...schema }]) =>
    `${name} --${flag} ${env} (${writeSchemaType(schema)}) = ${JSON.stringify(fallback)}`)
  t.matchSnapshot(lines.join('\n'), 'settings')
})

t.test('metrics have the names, types and labels in the stored test snapshot', async t => {
  const app = await buildTestApp(t)
  await app.inject('/api/v1/Product/1')
  const { body } = await app.inject('/_mock/metrics')
  const own = body.split('\n').map(line => line.replace(/="[^"]*"/g, '').replace(/^# TYPE /, '')).filter(line => line.startsWith('superoffice_mock_'))
  t.matchSnapshot([...new Set(own.map(line => line.replace(/ [\d.e+-]+$/, '')))].join('\n'), 'metrics')
})
