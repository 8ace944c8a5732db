// Compiles TypeScript in tests, as a module that Node imports before a test. The result for each file is kept in the folder of tap, because
// each process of a run would take longer to load the compiler than most tests take.
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire, register } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'

const require = createRequire(import.meta.url)
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const COMPILED = join(ROOT, '.tap/compiled')

/** Options of the compiler. All files here are ES modules. */
const OPTIONS = {
  ...JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')).compilerOptions,
  rootDir: '.', module: 'esnext', moduleResolution: 'bundler', noEmit: false, inlineSourceMap: true, inlineSources: true,
}
const SETTINGS = JSON.stringify([require('typescript/package.json').version, OPTIONS])

/** TypeBox has hundreds of files. Those for `require` load faster, because hooks run for each file that is imported. */
const REQUIRED = /^@sinclair\/typebox(\/|$)/

/** The query of modules that `t.mockImport` imports. */
const MOCKING = /\?tapmock=/

const withoutQuery = url => url.replace(/\?.*/, '')
const isTypeScript = url => url.startsWith('file:') && withoutQuery(url).endsWith('.ts')

/** A hook of Node: finds the source of a module that is imported by its name after compilation. */
export async function resolve (specifier, context, nextResolve) {
  const { parentURL = '' } = context
  if (REQUIRED.test(specifier)) return nextResolve(specifier, { ...context, conditions: ['node', 'require'] })
  if (MOCKING.test(parentURL)) {
    // Only tap knows the modules that a test replaces.
    const replaced = await nextResolve(specifier, context).catch(() => undefined)
    if (replaced !== undefined) return replaced
  }
  if (/^(\.|file:)/.test(specifier) && (isTypeScript(parentURL) || MOCKING.test(specifier))) {
    const source = new URL(specifier.replace(/\.js(?=\?|$)/, '.ts'), parentURL)
    if (isTypeScript(source.href) && existsSync(source)) return { url: source.href, format: 'module', shortCircuit: true }
  }
  return nextResolve(specifier, context)
}

/** A hook of Node: loads a module. */
export async function load (url, context, nextLoad) {
  return isTypeScript(url) ? { source: compile(fileURLToPath(withoutQuery(url))), format: 'module', shortCircuit: true } : nextLoad(url, context)
}

function compile (fileName) {
  const text = readFileSync(fileName, 'utf8')
  const path = join(COMPILED, createHash('sha256').update(JSON.stringify([SETTINGS, fileName, text])).digest('hex'))
  try {
    return readFileSync(path, 'utf8')
  } catch {
    const compiled = transpile(fileName, text)
    // Other processes may read the file at any moment, so that it must be whole.
    const unfinished = `${path}.${randomUUID()}`
    mkdirSync(COMPILED, { recursive: true })
    writeFileSync(unfinished, compiled)
    renameSync(unfinished, path)
    return compiled
  }
}

function transpile (fileName, text) {
  const ts = require('typescript')
  const { options } = ts.convertCompilerOptionsFromJson(OPTIONS, ROOT)
  const { outputText, diagnostics } = ts.transpileModule(text, { fileName, compilerOptions: options, reportDiagnostics: true })
  if (diagnostics.length > 0) throw new SyntaxError(diagnostics.map(({ messageText }) => `${fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`).join('\n'))
  return outputText
}

if (isMainThread) register(import.meta.url)
