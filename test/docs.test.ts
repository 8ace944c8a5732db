import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { formatVariables } from '../src/cli/env-formats.js'
import { loadConfig } from '../src/config/config.js'
import { CONFIG_FILE } from '../src/config/config-file.js'
import { ConfigSchema } from '../src/config/config-schema.js'
import { VERSION } from '../src/config/version.js'
import { createMockServer, type FaultRule } from '../src/index.js'
import { renderCommands, renderSettings } from '../tools/docs/reference.js'
import { PAGES, ROOT, listAnchors, createRunner, fits, readBlocks, readPage, type Block } from './documents.js'
import { readDocument, buildTestApp, temporaryFolder } from './helper.js'
import { hasProgram, posixOnly } from './system.js'

/**
 * The programs that the blocks of a language need. Such blocks are skipped on Windows. On other systems, a block whose program is missing
 * is skipped, except in CI, where it is run and fails.
 */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = { sh: ['bash', 'curl', 'jq'], console: ['bash', 'curl', 'jq'], python: ['python3'], php: ['php'] }

const NO_CODE = ['', 'text', 'mermaid']

/** All blocks that are marked as not run. The list makes each new mark require a change of this file. */
const NOT_RUN = [
  'README.md: sh not run: the other blocks need a mock that is running',
  'README.md: sh not run: needs Docker',
  'docs/ci.md: sh not run: needs Docker and a registry',
  'docs/ci.md: sh not run: needs Podman',
  'docs/ci.md: sh not run: needs Docker',
  'docs/ci.md: sh not run: needs Docker',
  'docs/ci.md: sh not run: needs Docker',
  'docs/ci.md: yaml not run: needs Docker',
  'docs/ci.md: yaml not run: needs GitHub Actions',
  'docs/ci.md: yaml not run: needs GitLab CI',
  'docs/ci.md: sh not run: needs a project of your own',
  'docs/ci.md: sh not run: needs a project of your own',
  'docs/cli.md: sh not run: runs until it is interrupted',
  'docs/cli.md: sh not run: needs a mock with --tls',
  'docs/cli.md: sh not run: runs until it is interrupted',
  'docs/clients.md: cs not run: .NET was not available',
  'docs/clients.md: cs not run: .NET was not available',
  'docs/clients.md: php not run: the SDK and its packages are not part of this project; it was run by hand',
  'docs/getting-started.md: sh not run: the other blocks need a mock that is running',
  'docs/https.md: sh not run: the other blocks need a mock that is running',
  'docs/https.md: sh not run: the other blocks need a mock that is running',
  'docs/https.md: sh not run: the other blocks need a mock that is running',
  'docs/performance.md: sh not run: needs Docker',
  'docs/scaling.md: sh not run: needs Docker',
  'docs/scaling.md: sh not run: needs a PostgreSQL',
  'docs/scaling.md: sh not run: needs Kubernetes',
  'docs/seeds.md: sh not run: runs until it is interrupted',
  'docs/testcontainers.md: js not run: needs Docker',
  'docs/testcontainers.md: java not run: needs Docker and the packages of Testcontainers',
  'docs/testcontainers.md: cs not run: .NET was not available',
  'docs/testcontainers.md: cs not run: .NET was not available',
  'docs/testcontainers.md: python not run: needs Docker and the package testcontainers',
  'docs/testcontainers.md: go not run: Go was not available',
  'docs/testing.md: sh not run: needs a project of your own',
  'docs/testing.md: js not run: needs @pact-foundation/pact',
]

const HTTPS_PAGE = 'docs/https.md'

/** The page that comparison.test.ts tests. Its blocks are not run here. */
const COMPARISON = 'docs/comparison.md'

const CODE_BLOCKS = PAGES.filter(page => page !== COMPARISON).flatMap(readBlocks).filter(({ language }) => !NO_CODE.includes(language))

const isMarked = ({ note }: Block) => note.startsWith('not run: ')

function missingPrograms (language: string): string[] {
  const programs = PROGRAMS[language] ?? []
  if (posixOnly.shell !== false && programs.length > 0) return ['a POSIX system']
  return process.env['CI'] === 'true' ? [] : programs.filter(name => !hasProgram(name))
}

function hasPythonPackage (name: string): boolean {
  try {
    execFileSync('python3', ['-c', `import ${name}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

t.test('code blocks of the documentation run, and console blocks print the documented output', async t => {
  for (const page of new Set(CODE_BLOCKS.map(block => block.page))) {
    await t.test(`the code blocks of ${page} run`, async t => {
      await using mock = await createMockServer(page === HTTPS_PAGE ? { tls: 'on' } : {})
      const runner = createRunner(t, mock.url)
      for (const block of CODE_BLOCKS.filter(block => block.page === page && block.language !== 'html' && !isMarked(block))) {
        const { language, line, code, note } = block
        const missing = [...missingPrograms(language), ...(language === 'python' && note !== '' && !hasPythonPackage(note) ? [note] : [])]
        if (missing.length > 0) {
          t.pass(`line ${line}`, { skip: `it needs ${missing.join(' and ')}` })
        } else if (language === 'console') {
          for (const { command, printed, documented } of await runner.runSession(block)) {
            t.ok(fits(printed, documented), `line ${line}: ${command}`, { printed, documented })
          }
        } else if (language === 'json') {
          await t.resolves(useJson(note, JSON.parse(code)), `line ${line}`)
        } else {
          await t.resolves(runner.run(block), `line ${line}`)
        }
      }
    })
  }
})

/**
 * Uses the content of a JSON block as its note says: as `seed` or `users` of a new mock, as `config` file, or as fault `rule`. The content
 * of blocks without such a note is not used.
 */
async function useJson (note: string, content: any): Promise<void> {
  await using mock = await createMockServer(note === 'users' ? { auth: 'users', users: content } : {})
  if (note === 'seed') {
    const folder = temporaryFolder(t)
    writeFileSync(join(folder, 'seed.json'), JSON.stringify(content))
    for (const name of ['mug.png', 'tje0.png']) writeFileSync(join(folder, name), readFileSync(join(ROOT, 'db/seed/rain-jacket.png')))
    const seeded = await createMockServer({ seed: folder })
    await seeded.close()
  }
  if (note === 'rule') await mock.faults.add(content as FaultRule)
  if (note === 'config') {
    const config = join(temporaryFolder(t), 'mock.json')
    writeFileSync(config, JSON.stringify(content))
    t.match(loadConfig({ flags: { config } }), { port: content.port })
  }
}

t.test('the list of code blocks that are not run is complete', async t => {
  const marked = CODE_BLOCKS.filter(isMarked)
  for (const { language, code } of marked.filter(({ language }) => language === 'yaml')) t.ok(parse(code), language)
  t.same(marked.map(({ page, language, note }) => `${page}: ${language} ${note}`), NOT_RUN)
})

t.test('relative links and pictures in the documentation refer to existing files and headings', async t => {
  for (const page of PAGES) {
    const text = readPage(page).replace(/^```[^]*?^```$/gm, '')
    const links = [/\]\(([^)\s]+)\)/g, / src(?:set)?="([^"\s]+)"/g].flatMap(pattern => Array.from(text.matchAll(pattern), ([, link = '']) => link))
    for (const link of links) {
      if (/^[a-z]+:/.test(link)) continue
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? page : normalize(join(dirname(page), path))
      t.ok(existsSync(join(ROOT, target)), `${page}: ${link}`)
      if (anchor !== undefined && target.endsWith('.md')) t.ok(listAnchors(target).includes(anchor), `${page}: ${link}`)
    }
  }
})

t.test('the index and the sidebar of the site list each page of the documentation', async t => {
  const index = readPage('docs/index.md')
  const site = readFileSync(join(ROOT, 'docs/.vitepress/config.js'), 'utf8')
  for (const page of PAGES.filter(page => page.startsWith('docs/') && page !== 'docs/index.md')) {
    const name = page.slice('docs/'.length)
    t.ok(index.includes(`](${name})`), `${page} in the index`)
    t.ok(site.includes(`'${name.replace(/\.md$/, '')}')`), `${page} in the sidebar`)
  }
})

t.test('README has at most 120 lines and 8 KB, and says that the project is unofficial', async t => {
  const readme = readPage('README.md')
  t.ok(readme.trimEnd().split('\n').length <= 120)
  t.ok(Buffer.byteLength(readme) <= 8192)
  t.match(readme, /unofficial/)
  t.match(readme, /SuperOffice is a trademark/)
})

t.test('docs/settings.md and docs/cli.md are up to date', async t => {
  const generated = { 'docs/settings.md': renderSettings(), 'docs/cli.md': renderCommands() }
  for (const [page, text] of Object.entries(generated)) {
    if (process.env['WRITE_REFERENCE'] === '1') writeFileSync(join(ROOT, page), text)
    t.equal(readPage(page), text, `${page} is written by npm run docs:reference`)
  }
})

t.test('README names ten settings with their defaults', async t => {
  const known = Object.values(ConfigSchema.properties).map(({ flag, default: usual }) => `${flag}: ${usual}`)
  const rows = [...readPage('README.md').matchAll(/^\| `--([a-z-]+)` \| (?:`(.*?)`)? ?\|/gm)]
  t.equal(rows.length, 10)
  for (const [row, flag, usual = ''] of rows) t.ok(known.includes(`${flag}: ${usual}`), row)
})

t.test('packages and images in the documentation have the version of this package', async t => {
  for (const page of PAGES) {
    for (const [name, version] of readPage(page).matchAll(/superoffice-mock[-:](\d+\.\d+\.\d+)/g)) t.equal(version, VERSION, `${page}: ${name}`)
  }
})

t.test('variables in the documentation are variables of settings', async t => {
  const known: string[] = [CONFIG_FILE.env, ...Object.values(ConfigSchema.properties).map(schema => schema.env)]
  for (const page of PAGES) {
    for (const [name] of readPage(page).matchAll(/SUPEROFFICE_MOCK_[A-Z_]*[A-Z]/g)) t.ok(known.includes(name), `${page}: ${name}`)
  }
})

t.test('the documentation does not run `npx superoffice-mock`', async t => {
  for (const page of [...PAGES, 'examples/ci/github-actions.yml', 'examples/ci/gitlab-ci.yml']) t.notMatch(readPage(page), /npx superoffice/, page)
})

t.test('docs/api.md contains each path of the API, with one entry for all calls of the BLOB agent, and docs/control.md each path of the control routes', async t => {
  const app = await buildTestApp(t)
  for (const [url, page] of [['/openapi.json', 'docs/api.md'], ['/_mock/openapi.json', 'docs/control.md']] as const) {
    const text = readPage(page).toLowerCase()
    for (const path of Object.keys((await readDocument(app, url)).paths)) {
      const written = path.replace(/^\/api\/v1\/Agents\/BLOB\/.*/, '/api/v1/Agents/BLOB/{call}').toLowerCase()
      t.ok(text.includes(`\`${written}\``) || text.includes(` ${written}\``), `${page}: ${path}`)
    }
  }
})

t.test('the command env escapes quotes as each format requires', async t => {
  const variables = { A: "it's", B: '1' }
  t.equal(formatVariables(variables, 'sh'), "export A='it'\\''s'\nexport B='1'")
  t.equal(formatVariables(variables, 'dotenv'), "A=it's\nB=1")
  t.equal(formatVariables(variables, 'powershell'), "$env:A = 'it''s'\n$env:B = '1'")
  t.same(JSON.parse(formatVariables(variables, 'json')), variables)
})
