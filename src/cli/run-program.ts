import { CommanderError } from 'commander'
import { WrongUseError } from '../config/start-error.js'
import { MockArgumentError, MockError } from '../library/mock-error.js'
import { VerificationError } from '../library/verification-error.js'
import { createCommandLine } from './command-line.js'
import type { Commands } from './commands.js'

export const EXIT_FAILED = 1
const EXIT_WRONG_USE = 2

/** Error code of a write to standard output if the process at the other end of the pipe, such as `head`, has ended. */
const READER_ENDED = 'EPIPE'

// Each command imports only the modules that it needs. A health check, for example, may run every few seconds and must not load the server.
const commands: Commands = {
  serve: async config => (await import('./serve.js')).serve(config),
  healthcheck: async (config, options) => (await import('./healthcheck.js')).healthcheck(config, options),
  env: async (config, options) => (await import('./env.js')).env(config, options),
  ca: async (config, options) => (await import('./ca.js')).ca(config, options),
  seed: async (config, options, file) => (await import('./seed.js')).seed(config, options, file),
  dump: async (config, options, file) => (await import('./dump.js')).dump(config, options, file),
  reset: async (config, options) => (await import('./reset.js')).reset(config, options),
  snapshots: async (config, options, task) => (await import('./snapshots.js')).snapshots(config, options, task),
  tenants: async (config, options, task) => (await import('./tenants.js')).tenants(config, options, task),
  clock: async (config, options, task) => (await import('./clock.js')).clock(config, options, task),
  faults: async (config, options, task) => (await import('./faults.js')).faults(config, options, task),
  rights: async (config, options, task) => (await import('./rights.js')).rights(config, options, task),
  journal: async (config, options) => (await import('./journal.js')).journal(config, options),
  diff: async (config, options, archive) => (await import('./diff/diff.js')).diff(config, options, archive),
  verify: async (config, options, verification) => (await import('./verify.js')).verify(config, options, verification),
}

/**
 * Runs the command that the arguments name. Returns the exit code for the error of a failed command, 0 if the help or the version was
 * printed, and undefined if the command has succeeded or has set the exit code.
 * @param words the arguments after the name of the program
 */
export async function runProgram (words: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<number | undefined> {
  try {
    await createCommandLine(commands, env).parseAsync(words, { from: 'user' })
    return undefined
  } catch (error) {
    return reportError(error)
  }
}

/** Prints an error, unless commander has printed it or its code is READER_ENDED. Returns the exit code. */
function reportError (error: unknown): number {
  // Commander has printed the error already. After the help and the version, it throws a CommanderError with the exit code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_WRONG_USE
  if (Object(error).code === READER_ENDED) return EXIT_FAILED
  // A MockError or VerificationError is printed without its stack trace, because its cause is not in the code of the command.
  console.error(error instanceof MockError || error instanceof VerificationError ? error.message : error)
  return error instanceof WrongUseError || error instanceof MockArgumentError ? EXIT_WRONG_USE : EXIT_FAILED
}
