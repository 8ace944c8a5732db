// Bundles the program and the library into dist, with the declarations of the library, the files of Swagger UI and the licences.
// Without --release, the bundles have source maps. With --release, they have no source maps, and white space and names are minified too.
import { copyFile, cp, rm } from 'node:fs/promises'
import { argv, chdir } from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'
import { writeNotices } from './notices.js'

chdir(fileURLToPath(new URL('..', import.meta.url)))
const isRelease = argv.includes('--release')

const LIBRARY = 'src/index.ts'

/**
 * Packages with Fastify's compilers of schemas. Fastify loads them only for a server without the option
 * `schemaController.compilersFactory`, which the mock sets. If they were bundled, their code would be parsed at each start.
 */
const NEVER_LOADED = ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler']

const common = {
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: !isRelease,
  sourcesContent: false,
  minifySyntax: true,
  minifyWhitespace: isRelease,
  minifyIdentifiers: isRelease,
  // Keeps the names of functions and classes, which stack traces and profiles show.
  keepNames: isRelease,
  lineLimit: isRelease ? 200 : undefined,
  legalComments: 'none',
  metafile: true,
  // Packages with native addons cannot be bundled, and the packages in NEVER_LOADED are not needed. The other packages are bundled, because
  // a few files load faster than hundreds, Jest cannot load some of the packages, and a project that installs the mock gets fewer packages.
  external: ['better-sqlite3', 'sharp', ...NEVER_LOADED],
  inject: ['src/library/real-timers.ts'],
  alias: { 'node:timers/promises': './src/library/real-timer-promises.ts' },
}

/** Options for the program and for the library that is loaded with `import`. The two share chunks. */
const modules = {
  ...common,
  entryPoints: ['src/main.ts', LIBRARY],
  format: 'esm',
  splitting: true,
  // Defines `require`, which bundled CommonJS packages call, for example to load modules of Node.
  banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
}

/**
 * Options for the library that is loaded with `require`. `import()` is turned off, because test runners such as Jest refuse it in a file
 * that was required.
 */
const commonJs = {
  ...common,
  entryPoints: [LIBRARY],
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
}

/** Writes the declarations of the library's exports. Declarations of packages are not bundled. */
async function declare () {
  const bundle = await rollup({ input: LIBRARY, external: /^node:/, plugins: [dts()] })
  // Declares Symbol.asyncDispose for code that is compiled without the types of Node.
  await bundle.write({ file: 'dist/index.d.ts', banner: '/// <reference lib="esnext.disposable" />' })
  await copyFile('dist/index.d.ts', 'dist/index.d.cts')
}

/** Copies the folder of Swagger UI, except files that the mock does not serve at `/docs`. */
const copySwaggerUi = () => cp('node_modules/@fastify/swagger-ui/static', 'dist/swagger-ui', {
  recursive: true,
  filter: path => !/(swagger-ui\.js|\.html|\.json|\.png|\.svg|oauth2-redirect\.js|standalone-preset\.js|index\.css)$/.test(path),
})

await rm('dist', { recursive: true, force: true })
const [first, second] = await Promise.all([build(modules), build(commonJs), declare(), copySwaggerUi()])
writeNotices([first.metafile, second.metafile], 'dist/THIRD-PARTY-NOTICES')
