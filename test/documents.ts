import { execFile } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Test } from 'tap'
import { temporaryFolder } from './helper.js'
import { BARE_NODE, FOLDER_LINK, WITHOUT_COVERAGE } from './system.js'

export const ROOT = join(import.meta.dirname, '..')

/** The address of the mock in the documentation. */
const WRITTEN_ADDRESS = '127.0.0.1:3000'

export const putAddress = (code: string, url: string): string => code.replaceAll(WRITTEN_ADDRESS, new URL(url).host)

export interface Block {
  readonly page: string
  readonly line: number
  readonly language: string
  /** The words that follow the language, such as `not run: needs Docker`. */
  readonly note: string
  readonly code: string
}

export const readPage = (page: string): string => readFileSync(join(ROOT, page), 'utf8')

export const PAGES: readonly string[] = [
  'README.md', 'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs')).filter(name => name.endsWith('.md')).map(name => `docs/${name}`).sort(),
]

export function readBlocks (page: string): Block[] {
  const text = readPage(page)
  return [...text.matchAll(/^```(\S*) ?(.*)\n([^]*?)^```$/gm)].map(([, language = '', note = '', code = ''], index, all) =>
    ({ page, line: text.slice(0, all[index]?.index).split('\n').length, language, note, code }))
}

const INTERPRETERS: Readonly<Record<string, { readonly program: string, readonly args: readonly string[], readonly ending: string }>> = {
  sh: { program: 'bash', args: ['-euo', 'pipefail'], ending: 'sh' },
  js: { program: process.execPath, args: [], ending: 'mjs' },
  python: { program: 'python3', args: [], ending: 'py' },
  php: { program: 'php', args: [], ending: 'php' },
}

export interface Runner {
  /** Runs a block. Resolves to its standard output, with the documented address of the mock. Rejects if the block fails. */
  run (block: Block): Promise<string>
  runSession (block: Block): Promise<{ command: string, printed: string, documented: string }[]>
}

/**
 * Creates a runner for the blocks of one page. All blocks run in one folder, which contains a picture `mug.png`, the command
 * `superoffice-mock`, and some packages of Node.
 * @param url address of the mock
 */
export function createRunner (t: Test, url: string): Runner {
  const folder = temporaryFolder(t)
  const { host, port } = new URL(url)
  const commands = join(folder, 'bin')
  mkdirSync(commands)
  const program = [...BARE_NODE, join(ROOT, 'dist/main.js')].map(word => `'${word}'`).join(' ')
  writeFileSync(join(commands, 'superoffice-mock'), `#!/bin/sh\nexec ${program} "$@"\n`)
  chmodSync(join(commands, 'superoffice-mock'), 0o755)
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(ROOT, join(folder, 'node_modules/superoffice-mock'), FOLDER_LINK)
  for (const name of ['@superoffice', 'tap']) symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), FOLDER_LINK)
  copyFileSync(join(ROOT, 'db/seed/rain-jacket.png'), join(folder, 'mug.png'))
  // curl reads this file in all blocks except `console`. The file makes curl fail if a request is refused, because the requests of these
  // blocks must succeed.
  mkdirSync(join(folder, 'curl'))
  writeFileSync(join(folder, 'curl/.curlrc'), 'fail-with-body\nsilent\nshow-error\n')
  const environment = { ...WITHOUT_COVERAGE, PATH: `${commands}${delimiter}${process.env['PATH']}`, HOME: folder, PORT: port }

  const execute = (program: string, args: readonly string[], env: Readonly<Record<string, string>>) => new Promise<string>((resolve, reject) => {
    execFile(program, args, { cwd: folder, env, encoding: 'utf8' }, (error, stdout, stderr) => {
      const printed = stdout.replaceAll(host, WRITTEN_ADDRESS)
      if (error === null) resolve(printed)
      else reject(new Error(`${printed}${stderr}`, { cause: error }))
    }).stdin?.end()
  })

  return {
    async run ({ language, line, code }) {
      const interpreter = INTERPRETERS[language]
      if (interpreter === undefined) throw new Error(`The language ${language} must be one of ${Object.keys(INTERPRETERS)}, or the block be marked.`)
      const file = join(folder, `line-${line}.${interpreter.ending}`)
      writeFileSync(file, putAddress(code, url))
      return execute(interpreter.program, [...interpreter.args, file], { ...environment, CURL_HOME: join(folder, 'curl') })
    },
    async runSession ({ code }) {
      const steps = []
      for (const [, command = '', documented = ''] of code.matchAll(/^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)/gm)) {
        const printed = await execute('bash', ['-c', putAddress(command, url)], environment)
        steps.push({ command, printed: printed.trim(), documented: documented.trim() })
      }
      return steps
    },
  }
}

/** True if the printed output matches the documented one, in which `…` represents any text. */
export function fits (printed: string, documented: string): boolean {
  const parts = documented.split('…').map(part => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^]*')}$`).test(printed)
}

/** Returns the anchors that GitHub gives to the headings of a page, without the number that GitHub appends to a repeated anchor. */
export const listAnchors = (page: string): string[] => [...readPage(page).replace(/^```[^]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
  heading.toLowerCase().replace(/[^\p{Letter}\p{Number} _-]/gu, '').replaceAll(' ', '-'))
