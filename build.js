// Bundles the program and the library into dist, with the declarations of the library.
import { copyFile, cp, rm } from 'node:fs/promises'
import { build } from 'esbuild'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'

const LIBRARY = 'src/index.ts'

/** Fastify loads its compilers unless a server brings its own, as the mock does. They would be a fifth of the code that a start parses. */
const NEVER_LOADED = ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler']

const common = {
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  sourcesContent: false,
  minifySyntax: true,
  // Native addons, and a package that is loaded only on a terminal. All other packages are bundled, because one file loads
  // faster than hundreds, and because Jest cannot load some of them otherwise.
  external: ['better-sqlite3', 'sharp', 'pino-pretty', ...NEVER_LOADED],
  inject: ['src/library/real-timers.ts'],
  alias: { 'node:timers/promises': './src/library/real-timer-promises.ts' },
}

/** The program and the library for `import`, which share chunks. */
const modules = {
  ...common,
  entryPoints: ['src/main.ts', LIBRARY],
  format: 'esm',
  splitting: true,
  // Bundled CommonJS packages call require for the modules of Node.
  banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
}

/** The library for `require`. Test runners such as Jest refuse `import()` in a file that was required. */
const commonJs = {
  ...common,
  entryPoints: [LIBRARY],
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
}

/** Writes the declarations of the library, without those that it does not export. Packages stay imports. */
async function declare () {
  const bundle = await rollup({ input: LIBRARY, external: /^node:/, plugins: [dts()] })
  // Declares Symbol.asyncDispose for code that is compiled without the types of Node.
  await bundle.write({ file: 'dist/index.d.ts', banner: '/// <reference lib="esnext.disposable" />' })
  await copyFile('dist/index.d.ts', 'dist/index.d.cts')
}

/** Copies the files of Swagger UI, which `/docs` consists of. */
const copySwaggerUi = () => cp('node_modules/@fastify/swagger-ui/static', 'dist/swagger-ui', {
  recursive: true,
  filter: path => !/(swagger-ui\.js|\.html|\.json|\.png|\.svg|oauth2-redirect\.js|index\.css)$/.test(path),
})

await rm('dist', { recursive: true, force: true })
await Promise.all([build(modules), build(commonJs), declare(), copySwaggerUi()])
