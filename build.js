// Bundles src into dist. One file loads in half the time of the many that the packages below it consist of.
import { cp, rm, writeFile } from 'node:fs/promises'
import { Kind } from '@sinclair/typebox'
import { build } from 'esbuild'
import ts from 'typescript'

const LIBRARY = 'src/index.ts'
/** What callers of the library see; the rest is bundled. */
const DECLARED = [LIBRARY, ...['connect-mock', 'handle', 'mock-error', 'mock-server', 'settings', 'verification-error'].map(name => `src/library/${name}.ts`)]
/** Schemas whose types are declared without TypeBox, which callers of the library do not have. */
const SHAPES = 'src/library/shapes.ts'

const common = {
  entryNames: '[name]',
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  sourcesContent: false,
  minifySyntax: true,
  // Native addons, a package that serves its own files, and one that is loaded only on a terminal.
  external: ['better-sqlite3', 'sharp', '@fastify/swagger-ui', 'pino-pretty'],
}

/** The program, and the library for import: what both need is in files that they share. */
const modules = {
  ...common,
  entryPoints: ['src/main.ts', LIBRARY],
  format: 'esm',
  splitting: true,
  // Bundled CommonJS modules still call require for Node's own.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
}

/** The library for require. Runners such as Jest cannot import within what they have required. */
const commonJs = {
  ...common,
  entryPoints: [LIBRARY],
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
}

const documented = ({ description }) => description === undefined ? '' : `/** ${description} */ `

/** The type that a schema is of; those with a name are called by it. */
function typeOf (schema, nameOf) {
  const typeOfPart = part => nameOf(part) ?? typeOf(part, nameOf)
  if (schema.enum !== undefined) return schema.enum.map(word => `'${word}'`).join(' | ')
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOfPart).join(' | ')
  if (schema.patternProperties !== undefined) return `Record<string, ${Object.values(schema.patternProperties).map(typeOfPart).join(' | ')}>`
  if (schema[Kind] === 'Unknown') return 'unknown'
  switch (schema.type) {
    case 'object': return `{ ${Object.entries(schema.properties).map(([name, property]) =>
      `${documented(property)}${name}${schema.required?.includes(name) ? '' : '?'}: ${typeOfPart(property)}`).join('; ')} }`
    case 'array': return `(${typeOfPart(schema.items)})[]`
    case 'integer': return 'number'
    case 'number': case 'string': case 'boolean': case 'null': return schema.type
    default: throw new Error(`No type for ${JSON.stringify(schema)}.`)
  }
}

/** Writes the types of the schemas, which are run to be read. */
async function declareShapes () {
  const outfile = 'dist/shapes.js'
  await build({ ...modules, entryPoints: [SHAPES], outdir: undefined, entryNames: undefined, splitting: false, sourcemap: false, outfile })
  const shapes = Object.entries(await import(`./${outfile}`)).map(([name, schema]) => [name.replace(/Schema$/, ''), schema])
  const nameOf = schema => shapes.find(([, shape]) => shape === schema)?.[0]
  const types = shapes.map(([name, schema]) => `${documented(schema)}export type ${name} = ${typeOf(schema, nameOf)}\n`)
  await writeFile('dist/types/import/library/shapes.d.ts', types.join(''))
  await rm(outfile)
}

async function declare () {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.')
  const program = ts.createProgram([LIBRARY], { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: 'dist/types/import' })
  for (const file of DECLARED) program.emit(program.getSourceFile(file))
  await declareShapes()
  // The same declarations are those of CommonJS in a folder that says so.
  await cp('dist/types/import', 'dist/types/require', { recursive: true })
  await writeFile('dist/types/require/package.json', '{ "type": "commonjs" }\n')
}

await rm('dist', { recursive: true, force: true })
await Promise.all([build(modules), build(commonJs), declare()])
