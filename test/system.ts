import { spawnSync } from 'node:child_process'

const isWindows = process.platform === 'win32'

/** True if the system has a program. */
export const hasProgram = (name: string): boolean => spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined

/**
 * Returns the option `skip` of a test: the reason, or false if the test runs. `test/suite.js` recognizes the reason, and then does not
 * check the coverage.
 */
export const skipIf = (isLacking: boolean, reason: string) => isLacking && `not on this system: ${reason}`
const skipOnWindows = (reason: string) => skipIf(isWindows, reason)

/** The option `skip` of tests that cannot run on Windows. CI has Python, so that no test is skipped for lack of it. */
export const posixOnly = {
  links: skipOnWindows('Windows lets only administrators make symbolic links'),
  openFiles: skipOnWindows('Windows refuses to remove a file that is in use'),
  permissions: skipOnWindows('Windows has no permissions of owner, group and others'),
  pipes: skipOnWindows('Windows has no named pipes in folders'),
  shell: skipOnWindows('Windows has no POSIX shell'),
  signals: skipOnWindows('Windows ends a program at once instead of sending it a signal'),
  terminals: skipIf(isWindows || (process.env['CI'] !== 'true' && !hasProgram('python3')), 'it needs the pseudo-terminals of python3'),
}

/** The type of a link to a folder that can be created without the rights of an administrator. Other systems ignore it. */
export const FOLDER_LINK = 'junction'

/** Options for running npm, which is a script of the command prompt on Windows. */
export const NPM_OPTIONS = { shell: isWindows }
