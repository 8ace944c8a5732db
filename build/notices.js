// Writes the licences of the bundled packages, because most licences require their text in every copy.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'

/** Licences that allow copies in a program with the MIT licence. */
const ALLOWED = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'])

const LICENSE_FILE = /^(licen[cs]e|copying|notice)([-.]|$)/i

/** Matches the first part of a file's path, up to and including the folder of the file's package. */
const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/

const HEAD = `The files of superoffice-mock contain code of the packages below, under these licences.
`

/** URL of the notices for the files of Swagger UI. The notices were copied from the package swagger-ui-dist, which is not installed. */
const SWAGGER_UI = new URL('licenses/swagger-ui.txt', import.meta.url)

/**
 * Writes the notices of all packages in the bundles, and of the files of Swagger UI.
 * @param metafiles the metafiles that esbuild wrote about the bundles
 * @throws Error if a licence is not allowed or has no text, or if the notices for Swagger UI are those of another version
 */
export function writeNotices (metafiles, file) {
  const folders = new Set(metafiles.flatMap(packagesIn))
  const packages = [...folders].sort().map(describe)
  const wrong = packages.flatMap(({ problem }) => problem ?? [])
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
  const notices = new Set(packages.map(({ notice }) => notice))
  writeFileSync(file, [HEAD, ...notices, swaggerUiNotice()].join(`\n${'-'.repeat(80)}\n\n`))
}

const packagesIn = ({ outputs }) => Object.values(outputs).flatMap(({ inputs }) =>
  Object.entries(inputs).filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && PACKAGE.test(path)).map(([path]) => PACKAGE.exec(path)[0]))

function describe (folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  const texts = readdirSync(folder).filter(entry => LICENSE_FILE.test(entry)).map(entry => readFileSync(`${folder}/${entry}`, 'utf8').trim())
  if (!ALLOWED.has(license)) return { problem: `The licence of ${name} must be one of ${[...ALLOWED].join(', ')}; got ${license}.` }
  const own = `build/licenses/${name.replace('/', '-')}.txt`
  if (texts.length === 0 && existsSync(own)) texts.push(readFileSync(own, 'utf8').trim())
  if (texts.length === 0) return { problem: `${name} has no file with its licence. Put the text into ${own}.` }
  return { notice: `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n` }
}

/**
 * Returns the notices for the files of Swagger UI.
 * @throws Error if the notices are for another version than that of the Swagger UI in @fastify/swagger-ui
 */
function swaggerUiNotice () {
  const { devDependencies } = JSON.parse(readFileSync('node_modules/@fastify/swagger-ui/package.json', 'utf8'))
  const notice = readFileSync(SWAGGER_UI, 'utf8')
  const title = `swagger-ui ${devDependencies['swagger-ui-dist']} (Apache-2.0)`
  if (!notice.startsWith(title)) throw new Error(`build/licenses/swagger-ui.txt must begin with "${title}"; update it from swagger-ui-dist.`)
  return notice
}
