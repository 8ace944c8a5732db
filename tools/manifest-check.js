// Compares the manifest of examples/replicas with the types of Kubernetes, which refuse properties that do not exist.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { parseAllDocuments } from 'yaml'

const MANIFEST = 'examples/replicas/kubernetes.yaml'

/** A file that exists only here, in the folder from which `kubernetes-types` can be imported. */
const FILE = fileURLToPath(new URL('manifest.ts', import.meta.url))

const documents = parseAllDocuments(readFileSync(new URL(`../${MANIFEST}`, import.meta.url), 'utf8')).map(document => document.toJS())
const text = documents.map(({ apiVersion, kind, ...others }, index) => {
  // Resources of the first group, whose apiVersion has no group, are in `core`.
  const group = apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`
  return `export const resource${index}: import('kubernetes-types/${group}').${kind} = ${JSON.stringify({ apiVersion, kind, ...others }, null, 2)}`
}).join('\n')

const options = { strict: true, noEmit: true, types: [], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }
const host = ts.createCompilerHost(options)
const { fileExists, getSourceFile } = host
host.fileExists = name => name === FILE || fileExists(name)
host.getSourceFile = (name, ...others) => name === FILE ? ts.createSourceFile(name, text, ...others) : getSourceFile(name, ...others)
const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([FILE], options, host))

for (const { messageText } of diagnostics) console.error(`${MANIFEST}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
if (diagnostics.length > 0) process.exitCode = 1
else console.log(`${MANIFEST}: ${documents.length} resources match the types of Kubernetes.`)
