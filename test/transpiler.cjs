// Keeps what TypeScript makes of each file: to make it anew in each process of a test run takes longer than most tests.
const { createHash, randomUUID } = require('node:crypto')
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const ts = require('typescript')

/** Beside what tap keeps of a run. */
const FOLDER = join(__dirname, '../.tap/transpiled')

/** What ts-node makes its transpiler with, which tap runs tests by. All files here are ES modules. */
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
      // What is wrong is told each time. Other processes may read the file at any moment, so that it must be whole.
      if (diagnostics.length > 0) return { outputText, sourceMapText, diagnostics }
      const unfinished = `${path}.${randomUUID()}`
      writeFileSync(unfinished, JSON.stringify({ outputText, sourceMapText }))
      renameSync(unfinished, path)
      return { outputText, sourceMapText }
    }
  }
  return { transpile }
}
