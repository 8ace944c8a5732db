#!/usr/bin/env node
import module from 'node:module'
import { CommanderError } from 'commander'
import { createCommandLine } from './cli/command-line.js'
import type { Commands } from './cli/commands.js'
import { WrongUseError } from './config/start-error.js'
import { MockArgumentError, MockError } from './library/mock-error.js'
import { VerificationError } from './library/verification-error.js'

const EXIT_FAILED = 1
const EXIT_WRONG_USE = 2

/** Error code of a write to standard output if the process at the other end of the pipe, such as `head`, has ended. */
const READER_ENDED = 'EPIPE'

// Caches the compiled code of all files that are imported later, by default in the temporary folder. Coverage is ignored, because Node 20
// does not have this function, so each version of Node covers only one branch.
/* c8 ignore next */
Object(module).enableCompileCache?.()

process.stdout.on('error', () => { process.exitCode = EXIT_FAILED })

// Each command imports only the modules that it needs. A health check, for example, may run every few seconds and must not load the server.
const commands: Commands = {
  serve: async config => (await import('./cli/serve.js')).serve(config),
  healthcheck: async (config, options) => (await import('./cli/healthcheck.js')).healthcheck(config, options),
  env: async (config, options) => (await import('./cli/env.js')).env(config, options),
  ca: async (config, options) => (await import('./cli/ca.js')).ca(config, options),
  seed: async (config, options, file) => (await import('./cli/seed.js')).seed(config, options, file),
  dump: async (config, options, file) => (await import('./cli/dump.js')).dump(config, options, file),
  reset: async (config, options) => (await import('./cli/reset.js')).reset(config, options),
  snapshots: async (config, options, task) => (await import('./cli/snapshots.js')).snapshots(config, options, task),
  tenants: async (config, options, task) => (await import('./cli/tenants.js')).tenants(config, options, task),
  clock: async (config, options, task) => (await import('./cli/clock.js')).clock(config, options, task),
  faults: async (config, options, task) => (await import('./cli/faults.js')).faults(config, options, task),
  rights: async (config, options, task) => (await import('./cli/rights.js')).rights(config, options, task),
  journal: async (config, options) => (await import('./cli/journal.js')).journal(config, options),
  diff: async (config, options, archive) => (await import('./cli/diff/diff.js')).diff(config, options, archive),
  verify: async (config, options, verification) => (await import('./cli/verify.js')).verify(config, options, verification),
}

try {
  await createCommandLine(commands, process.env).parseAsync()
} catch (error) {
  process.exitCode = reportError(error)
}

/** Prints an error, unless commander has printed it or the process that reads standard output has ended. Returns the exit code. */
function reportError (error: unknown): number {
  // Commander has printed the error already. After --help and --version, it throws a CommanderError with the exit code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_WRONG_USE
  if (Object(error).code === READER_ENDED) return EXIT_FAILED
  // A MockError or VerificationError is printed without its stack trace, because its cause is not in the code of the command.
  console.error(error instanceof MockError || error instanceof VerificationError ? error.message : error)
  return error instanceof WrongUseError || error instanceof MockArgumentError ? EXIT_WRONG_USE : EXIT_FAILED
}
