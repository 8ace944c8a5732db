import { spawnSync } from 'node:child_process'

const isWindows = process.platform === 'win32'

/** True if the system has a program. */
export const hasProgram = (name: string): boolean => spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined

/** Returns the reason to skip a test, by which `test/suite.js` knows that coverage is not complete; false if it is not to be skipped. */
export const skipIf = (isLacking: boolean, reason: string) => isLacking && `not on this system: ${reason}`
const skipOnWindows = (reason: string) => skipIf(isWindows, reason)

/** Reasons to skip tests on Windows, as their option `skip`. CI has Python and lets no test skip for it. */
export const posixOnly = {
  links: skipOnWindows('Windows lets only administrators make symbolic links'),
  openFiles: skipOnWindows('Windows refuses to remove a file that is in use'),
  permissions: skipOnWindows('Windows has no permissions of owner, group and others'),
  pipes: skipOnWindows('Windows has no named pipes in folders'),
  shell: skipOnWindows('Windows has no POSIX shell'),
  signals: skipOnWindows('Windows ends a program at once instead of sending it a signal'),
  terminals: skipIf(isWindows || (process.env['CI'] !== 'true' && !hasProgram('python3')), 'it needs the pseudo-terminals of python3'),
}

/** Lets a link to a folder be made without the rights of an administrator. Other systems ignore it. */
export const FOLDER_LINK = 'junction'

/** npm is a script of the command prompt on Windows. */
export const NPM_OPTIONS = { shell: isWindows }
