// Caches the compiled form of each TypeScript file, because compiling it again in each process of a test run takes longer than most tests.
const { createHash, randomUUID } = require('node:crypto')
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const ts = require('typescript')

/** The folder of the cache, next to the files that tap keeps of a run. */
const FOLDER = join(__dirname, '../.tap/transpiled')

/** The function by which ts-node, which tap uses, creates its transpiler. All files here are ES modules. */
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
      // A file with errors is not cached, so that they are reported each time. The file is renamed when it is complete, because other
      // processes may read it at any moment.
      if (diagnostics.length > 0) return { outputText, sourceMapText, diagnostics }
      const unfinished = `${path}.${randomUUID()}`
      writeFileSync(unfinished, JSON.stringify({ outputText, sourceMapText }))
      renameSync(unfinished, path)
      return { outputText, sourceMapText }
    }
  }
  return { transpile }
}
