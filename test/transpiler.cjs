// Compiles TypeScript files for the tests, and caches the results. Compiling each file again in each process takes longer than most tests.
const { createHash, randomUUID } = require('node:crypto')
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const ts = require('typescript')

/** The folder of the cache. It is next to the files that tap keeps about a run. */
const FOLDER = join(__dirname, '../.tap/transpiled')

/** Creates the transpiler. ts-node, which tap uses, calls this function. All files of the project are ES modules. */
exports.create = ({ service: { config } }) => {
  const compilerOptions = { ...config.options, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }
  const settings = JSON.stringify([ts.version, compilerOptions])
  mkdirSync(FOLDER, { recursive: true })

  function transpile (text, { fileName }) {
    const path = join(FOLDER, createHash('sha256').update(JSON.stringify([settings, fileName, text])).digest('hex'))
    try {
      return JSON.parse(readFileSync(path, 'utf8'))
    } catch {
      const { outputText, sourceMapText, diagnostics } = ts.transpileModule(text, { fileName, compilerOptions, reportDiagnostics: true })
      // The result for a file with errors is not cached, so that the errors are reported each time. A new file gets its name only when it
      // is complete, because other processes may read it at any time.
      if (diagnostics.length > 0) return { outputText, sourceMapText, diagnostics }
      const unfinished = `${path}.${randomUUID()}`
      writeFileSync(unfinished, JSON.stringify({ outputText, sourceMapText }))
      renameSync(unfinished, path)
      return { outputText, sourceMapText }
    }
  }
  return { transpile }
}
