// Bundles src into dist. One file loads in half the time of the many that the packages below it consist of.
import { cp, rm, writeFile } from 'node:fs/promises'
import { build } from 'esbuild'
import ts from 'typescript'

const LIBRARY = 'src/index.ts'
/** What callers of the library see; the rest is bundled. */
const DECLARED = [LIBRARY, 'src/library/handle.ts', 'src/library/mock-server.ts', 'src/library/settings.ts']
const CHECKPOINTS = 'src/storage/sqlite/checkpoint-thread.ts'

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
  entryPoints: ['src/main.ts', LIBRARY, CHECKPOINTS],
  format: 'esm',
  splitting: true,
  // Bundled CommonJS modules still call require for Node's own.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
}

/** The library for require. Runners such as Jest cannot import within what they have required. */
const commonJs = {
  ...common,
  entryPoints: [LIBRARY, CHECKPOINTS],
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
}

async function declare () {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.')
  const program = ts.createProgram([LIBRARY], { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: 'dist/types/import' })
  for (const file of DECLARED) program.emit(program.getSourceFile(file))
  // The same declarations are those of CommonJS in a folder that says so.
  await cp('dist/types/import', 'dist/types/require', { recursive: true })
  await writeFile('dist/types/require/package.json', '{ "type": "commonjs" }\n')
}

await rm('dist', { recursive: true, force: true })
await Promise.all([build(modules), build(commonJs), declare()])
