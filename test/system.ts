import { spawnSync } from 'node:child_process'

const isWindows = process.platform === 'win32'

/** True if the program can be started. */
export const hasProgram = (name: string): boolean => spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined

/**
 * The command that runs Node. Except on Windows, it removes the variable NODE_OPTIONS, by which tap adds its hooks to all processes. The
 * hooks would make the processes slower.
 */
export const BARE_NODE = [...(isWindows ? [] : ['env', '-u', 'NODE_OPTIONS']), process.execPath]

/**
 * The variable that turns off coverage in a process that runs the bundle. Otherwise the source maps of the bundle
 * would attribute its coverage to the files in src, whose coverage other processes record.
 */
export const WITHOUT_COVERAGE = { _TAPJS_PROCESSINFO_COVERAGE_: '0' }

/**
 * The environment of processes with the Node options of the test, in which `typescript.js` compiles the files. On Node 20, tap sets
 * TAP_TYPE_STRIP_ONLY to 0. With this value, the processes would load a second compiler.
 */
export const TEST_ENV = { ...process.env, TAP_TYPE_STRIP_ONLY: '1' }

/**
 * Returns the option `skip` of a test: the reason, or false if the system can run the test. `test/suite.js` searches the output for such
 * reasons: if each of them is that PostgreSQL or its programs are missing, it does not check the coverage of the engine for PostgreSQL; if
 * there is another reason, it does not check any coverage.
 */
export const skipIf = (isLacking: boolean, reason: string) => isLacking && `not on this system: ${reason}`
const skipOnWindows = (reason: string) => skipIf(isWindows, reason)

/**
 * By what a test needs: its option `skip`. Tests of terminals are also skipped without Python, except in CI, where they fail without it,
 * because CI must run them.
 */
export const posixOnly = {
  links: skipOnWindows('Windows lets only administrators make symbolic links'),
  openFiles: skipOnWindows('Windows refuses to remove a file that is in use'),
  permissions: skipOnWindows('Windows has no permissions of owner, group and others'),
  pipes: skipOnWindows('Windows has no named pipes in folders'),
  shell: skipOnWindows('Windows has no POSIX shell'),
  signals: skipOnWindows('Windows ends a program at once instead of sending it a signal'),
  terminals: skipIf(isWindows || (process.env['CI'] !== 'true' && !hasProgram('python3')), 'it needs the pseudo-terminals of python3'),
}

/** A type of link to a folder that Windows lets every user create. Other systems ignore the type. */
export const FOLDER_LINK = 'junction'

/** Options for running npm. On Windows, npm is a script that needs a shell. */
export const NPM_OPTIONS = { shell: isWindows }
