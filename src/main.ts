#!/usr/bin/env node
import module from 'node:module'
import { CommanderError } from 'commander'
import { createCommandLine, type Commands } from './cli/command-line.js'
import { MockError } from './library/mock-error.js'
import { WrongUseError } from './config/start-error.js'

const EXIT_FAILED = 1
const EXIT_WRONG_USE = 2

/** Whoever read what is written here has gone, as `head` does when it has enough. */
const READER_GONE = 'EPIPE'

// Caches compiled code in the temporary folder, for the files that are imported from here on. Node 20 lacks the function, so no
// version of Node covers both branches.
/* c8 ignore next */
Object(module).enableCompileCache?.()

process.stdout.on('error', () => { process.exitCode = EXIT_FAILED })

// Each loads what it needs: a health check, which runs every few seconds, would take a server along.
const commands: Commands = {
  serve: async config => (await import('./cli/serve.js')).serve(config),
  healthcheck: async config => (await import('./cli/healthcheck.js')).healthcheck(config),
  env: async (config, options) => (await import('./cli/env.js')).env(config, options),
  seed: async (config, options, file) => (await import('./cli/seed.js')).seed(config, options, file),
  dump: async (config, options, file) => (await import('./cli/dump.js')).dump(config, options, file),
  reset: async (config, options) => (await import('./cli/reset.js')).reset(config, options),
  faults: async (config, options, task) => (await import('./cli/faults.js')).faults(config, options, task),
  journal: async (config, options) => (await import('./cli/journal.js')).journal(config, options),
}

try {
  await createCommandLine(commands, process.env).parseAsync()
} catch (error) {
  process.exitCode = exitCodeOf(error)
}

function exitCodeOf (error: unknown): number {
  // The command line has told this already; --help and --version end in the same way.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_WRONG_USE
  if (Object(error).code === READER_GONE) return EXIT_FAILED
  // What the mock says is for whoever asked it; the place in the code does not matter.
  console.error(error instanceof MockError ? error.message : error)
  return error instanceof WrongUseError ? EXIT_WRONG_USE : EXIT_FAILED
}
