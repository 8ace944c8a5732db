// Checks examples/replicas/kubernetes.yaml with the types of Kubernetes, so that a property that does not exist is an error.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { parseAllDocuments } from 'yaml'

const MANIFEST = 'examples/replicas/kubernetes.yaml'

/** Path of a file that exists only in memory. It is in this folder, because `kubernetes-types` can be imported from here. */
const FILE = fileURLToPath(new URL('manifest.ts', import.meta.url))

const documents = parseAllDocuments(readFileSync(new URL(`../${MANIFEST}`, import.meta.url), 'utf8')).map(document => document.toJS())
const text = documents.map(({ apiVersion, kind, ...others }, index) => {
  // kubernetes-types has the types of an apiVersion without a group, such as v1, in the folder `core`.
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
