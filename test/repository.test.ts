import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { parse } from 'yaml'
import { NO_POSTGRES, NO_PROGRAMS } from './postgres-server.js'
import { skipIf } from './system.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** The folders whose package.json, .npmrc and lockfile are checked. */
const PACKAGES = ['.', 'docs', 'tools', 'examples', 'examples/pact', 'test/page', 'test/node22', 'packages/testcontainers']
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8')

/** Constructs of shells that cmd.exe does not support, or interprets differently. */
const FOREIGN: [construct: string, pattern: RegExp][] = [
  ['a command of POSIX shells', /(^|&& )(exec|wait|export|source|rm|cp|mv|mkdir|cat|sh|bash|test|true|set)\b/],
  ['a variable that is set', /(^|&& )\w+=/],
  ['a variable that is read', /\$/],
  ['a command in the background', /(^|[^&])&($|[^&])/],
  ['a sequence by semicolon', /;/],
  ['a single quote', /'/],
  ['a substitution', /`/],
  ['a glob that the shell expands', /^[^"]*("[^"]*"[^"]*)*[*?[]/],
]
const foreignIn = (script: string) => FOREIGN.filter(([, pattern]) => pattern.test(script)).map(([construct]) => construct)

t.test('no script in a package.json has a construct that cmd.exe does not support or interprets differently', async t => {
  for (const folder of PACKAGES) {
    const { scripts = {} }: { scripts?: Record<string, string> } = JSON.parse(read(folder, 'package.json'))
    for (const [name, script] of Object.entries(scripts)) t.same(foreignIn(script), [], `${folder}: ${name}`)
  }
})

t.test('the check of scripts reports each construct that cmd.exe does not support', async t => {
  const scripts: [script: string, constructs: string[]][] = [
    ['exec node dist/main.js', ['a command of POSIX shells']],
    ['eslint . & tap && wait $!', ['a command of POSIX shells', 'a variable that is read', 'a command in the background']],
    ['MINUTES=1 node run.js', ['a variable that is set']],
    ["tap 'a'", ['a single quote']],
    ['tap test/*.ts', ['a glob that the shell expands']],
    ['tap "test/*.ts" a?', ['a glob that the shell expands']],
    ['a; b `c`', ['a sequence by semicolon', 'a substitution']],
    ['tsc -p test && tap --test-env=A=B "test/*.ts"', []],
  ]
  for (const [script, constructs] of scripts) t.same(foreignIn(script), constructs, script)
})

t.test('every package.json has a lockfile without the address of a registry', async t => {
  for (const folder of PACKAGES) {
    t.match(read(folder, '.npmrc'), /^omit-lockfile-registry-resolved=true$/m, folder)
    t.notMatch(read(folder, 'package-lock.json'), '"resolved"', folder)
  }
})

t.test('the lockfile has the prebuilt files of native packages for Windows, macOS and Linux', async t => {
  const { packages }: { packages: object } = JSON.parse(read('package-lock.json'))
  for (const platform of ['win32-x64', 'darwin-arm64', 'darwin-x64', 'linux-x64', 'linux-arm64']) {
    t.ok(`node_modules/@img/sharp-${platform}` in packages, platform)
    t.ok(`node_modules/@esbuild/${platform}` in packages, platform)
  }
})

t.test('CI runs the tests on Windows, macOS and Linux with Node 20, 22 and 24', async t => {
  const { jobs: { test: { strategy: { matrix }, steps } } } = parse(read('.github/workflows/ci.yml'))
  t.same(matrix, { os: ['ubuntu-latest', 'windows-latest', 'macos-latest'], node: [20, 22, 24] })
  t.match(steps.map(({ run }: { run?: string }) => run).filter(Boolean), ['npm ci', 'npm test'])
})

t.test('a failed command ends the CI script, also if it installs packages', async t => {
  const script = read('.ci', 'run')
  t.match(script, /^set -e/m)
  const commands = script.split('\n').filter(line => /\bnpm (ci|run|test)\b/.test(line))
  t.not(commands.length, 0)
  // With `set -e`, bash continues after a failed command before `&&` or `||`.
  t.same(commands.filter(command => /&&|\|\|/.test(command)), [])
})

t.test('text files are checked out with the same line endings on all systems', async t => {
  const attributes = read('.gitattributes')
  t.match(attributes, /^\* text=auto eol=lf$/m)
  for (const extension of ['png', 'jpg', 'gif']) t.match(attributes, new RegExp(`^\\*\\.${extension} binary$`, 'm'))
})

t.test('no test file uses a function that sleeps or measures elapsed time', async t => {
  const clocks = /\b(waitForTimeout|hrtime|performance\.now\(|setTimeout as|setTimeout\([^)])/
  for (const folder of ['test', 'test/http', 'test/page', 'test/examples']) {
    for (const file of readdirSync(join(ROOT, folder)).filter(name => name.endsWith('.ts') && name !== 'repository.test.ts')) {
      const lines = read(folder, file).split('\n').filter(line => clocks.test(line) && !line.includes('requestAnimationFrame'))
      t.same(lines, [], `${folder}/${file}`)
    }
  }
})

t.test('tests that the system cannot run are listed with the reason, and other skipped tests are not', async t => {
  const { skippedIn }: { skippedIn: (output: string) => string[] } = await import(new URL('failures.js', import.meta.url).href)
  const output = `# Subtest: test/a.test.ts
    ok 1 - a terminal # SKIP ${skipIf(true, 'it has none')}
    ok 2 - a package # SKIP it needs jq
    # Subtest: a folder
        ok 1 - a pipe # SKIP ${skipIf(true, 'it has none')}
    ok 3 - a folder # time=1ms
ok 1 - test/a.test.ts # time=3ms
`
  t.same(skippedIn(output), ['a terminal: it has none', 'a pipe: it has none'])
  t.equal(skipIf(false, 'it has none'), false)
})

t.test('of the tests that the system cannot run, those that need PostgreSQL are recognized', async t => {
  const { isWithoutPostgres, skippedIn }: { isWithoutPostgres: (line: string) => boolean, skippedIn: (output: string) => string[] } =
    await import(new URL('failures.js', import.meta.url).href)
  const output = ['it has no terminal', NO_POSTGRES, NO_PROGRAMS].map(reason => `ok 1 - a test # SKIP ${skipIf(true, reason)}\n`).join('')
  t.same(skippedIn(output).map(isWithoutPostgres), [false, true, true])
})

t.test('the failures in the output of tap are listed with their tests', async t => {
  const { failuresIn }: { failuresIn: (output: string) => string[] } = await import(new URL('failures.js', import.meta.url).href)
  const output = `TAP version 14
# Subtest: test/a.test.ts
    # Subtest: a picture is saved
        not ok 1 - should be equal
          ---
          diff: |
            not ok 7 - not a result
          ...
        # Subtest: with bytes
            ok 1 - should be equal
            not ok 2 - expected to throw
            1..2
        not ok 2 - with bytes # time=1ms
        1..2
    not ok 1 - a picture is saved # time=2ms
not ok 1 - test/a.test.ts # time=3ms

# Subtest: test/b.test.ts
    ok 1 - passes
    1..1
ok 2 - test/b.test.ts # time=3ms

# Subtest: test/c.test.ts
    1..0 # no tests found
not ok 3 - test/c.test.ts # time=3ms
`
  t.same(failuresIn(output), [
    'test/a.test.ts > a picture is saved > should be equal',
    'test/a.test.ts > a picture is saved > with bytes > expected to throw',
    'test/c.test.ts',
  ])
})

t.test('a release needs the addresses, a dated section of the changelog, and a tag with its version', async t => {
  const addresses = (value: (name: string) => string) =>
    JSON.stringify(Object.fromEntries(Object.keys(JSON.parse(read('release.json'))).map(name => [name, value(name)])))
  const folder = t.testdir({
    tools: { 'release.js': read('tools', 'release.js') },
    'package.json': JSON.stringify({ version: '1.2.3', type: 'module' }),
    'release.json': addresses(() => ''),
    'CHANGELOG.md': '# Changelog\n\n## Unreleased\n',
  })
  const release = (tag: string) => spawnSync(process.execPath, [join(folder, 'tools/release.js'), tag], { encoding: 'utf8' })
  t.match(release('v1.2.4'), {
    status: 1, stderr: [
      'release.json must have a value for repository, bugs, homepage, author, image, securityContact.',
      'The tag must be "v1.2.3", the version in package.json; got "v1.2.4".',
      'CHANGELOG.md must have a section "## 1.2.3 - DATE".', '',
    ].join('\n')
  })
  writeFileSync(join(folder, 'release.json'), addresses(name => `https://mock.test/${name}`))
  writeFileSync(join(folder, 'CHANGELOG.md'), '# Changelog\n\n## 1.2.3 - 2026-11-29\n\n- A change.\n\n## 1.2.2 - 2026-11-28\n\n- An older one.\n')
  t.match(release('v1.2.3'), { status: 1, stderr: /^image in release\.json must be a name on ghcr\.io .* got "https:\/\/mock\.test\/image"\.\n$/ })
  writeFileSync(join(folder, 'release.json'), addresses(name => name === 'image' ? 'ghcr.io/mock/image' : `https://mock.test/${name}`))
  t.match(release('v1.2.3'), { status: 0, stdout: 'channel=latest\nimage=ghcr.io/mock/image\nsource=https://mock.test/repository\nversion=1.2.3\n' })
  t.equal(readFileSync(join(folder, 'release-notes.md'), 'utf8'), '- A change.\n')
  t.match(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')), { version: '1.2.3', author: 'https://mock.test/author', repository: { url: 'git+https://mock.test/repository.git' } })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '2.0.0-rc.1', type: 'module' }))
  writeFileSync(join(folder, 'CHANGELOG.md'), '# Changelog\n\n## 2.0.0-rc.1 - 2026-11-30\n\n- A change.\n')
  t.match(release('v2.0.0-rc.1'), { status: 0, stdout: /^channel=next\n/ })
})

t.test('actions of workflows are pinned by the hash of a commit, and jobs that may publish install no packages', async t => {
  for (const name of readdirSync(join(ROOT, '.github/workflows'))) {
    const { jobs }: { jobs: Record<string, { permissions?: Record<string, string>, steps: { uses?: string, run?: string }[] }> } = parse(read('.github/workflows', name))
    for (const [job, { permissions = {}, steps }] of Object.entries(jobs)) {
      for (const { uses } of steps) if (uses !== undefined) t.match(uses, /@[\da-f]{40}$/, `${name}: ${job}`)
      const mayPublish = Object.values(permissions).includes('write')
      if (mayPublish) t.notOk(steps.some(({ run = '' }) => /^npm (ci|install)/.test(run)), `${name}: ${job}`)
    }
  }
})
