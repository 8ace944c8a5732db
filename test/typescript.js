// Compiles the test files and the TypeScript files that they import. Node imports this module before each test file. Results are cached in
// the folder of tap, because loading the compiler in the process of each test file would take long.
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire, register } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'

const require = createRequire(import.meta.url)
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const COMPILED = join(ROOT, '.tap/compiled')

/** Options of the compiler. All TypeScript files of the project are ES modules. */
const OPTIONS = {
  ...JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')).compilerOptions,
  rootDir: '.', module: 'esnext', moduleResolution: 'bundler', noEmit: false, inlineSourceMap: true, inlineSources: true,
}
const SETTINGS = JSON.stringify([require('typescript/package.json').version, OPTIONS])

/**
 * Matches TypeBox, which has hundreds of files. Its CommonJS files load faster, because the hooks are not called for files that are loaded
 * with `require`.
 */
const REQUIRED = /^@sinclair\/typebox(\/|$)/

/** Matches the addresses of modules that `t.mockImport` imports. */
const MOCKING = /\?tapmock=/

const withoutQuery = url => url.replace(/\?.*/, '')
const isTypeScript = url => url.startsWith('file:') && withoutQuery(url).endsWith('.ts')

/**
 * A hook of Node. Finds the TypeScript file of a module that is imported by the name of the compiled file, such as `./config.js`, and the
 * CommonJS files of packages in REQUIRED.
 */
export async function resolve (specifier, context, nextResolve) {
  const { parentURL = '' } = context
  if (REQUIRED.test(specifier)) return nextResolve(specifier, { ...context, conditions: ['node', 'require'] })
  if (MOCKING.test(parentURL)) {
    // The next hook is that of tap. It finds the modules that a test replaces.
    const replaced = await nextResolve(specifier, context).catch(() => undefined)
    if (replaced !== undefined) return replaced
  }
  if (/^(\.|file:)/.test(specifier) && (isTypeScript(parentURL) || MOCKING.test(specifier))) {
    const source = new URL(specifier.replace(/\.js(?=\?|$)/, '.ts'), parentURL)
    if (isTypeScript(source.href) && existsSync(source)) return { url: source.href, format: 'module', shortCircuit: true }
  }
  return nextResolve(specifier, context)
}

/** A hook of Node. Loads a module, and compiles it first if it is a TypeScript file. */
export async function load (url, context, nextLoad) {
  return isTypeScript(url) ? { source: compile(fileURLToPath(withoutQuery(url))), format: 'module', shortCircuit: true } : nextLoad(url, context)
}

/** Returns the JavaScript of a TypeScript file, from the cache if the file, the options and the compiler are unchanged. */
function compile (fileName) {
  const text = readFileSync(fileName, 'utf8')
  const path = join(COMPILED, createHash('sha256').update(JSON.stringify([SETTINGS, fileName, text])).digest('hex'))
  try {
    return readFileSync(path, 'utf8')
  } catch {
    const compiled = transpile(fileName, text)
    // The file gets its name only when it is complete, because other processes can read it at any time.
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
