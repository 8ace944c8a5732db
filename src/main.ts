#!/usr/bin/env -S node --max-semi-space-size=8 --initial-heap-size=64
import { CommanderError } from 'commander'
import { createCommandLine, type Commands } from './command-line.js'
import { WrongUseError } from './start-error.js'

const EXIT_FAILED = 1
const EXIT_WRONG_USE = 2

// Whoever read what is written here has gone, as `head` does when it has enough.
process.stdout.on('error', () => { process.exitCode = EXIT_FAILED })

// Each loads what it needs: a health check, which runs every few seconds, would take a server along.
const commands: Commands = {
  serve: async config => (await import('./commands/serve.js')).serve(config),
  healthcheck: async config => (await import('./commands/healthcheck.js')).healthcheck(config),
  env: async (config, options) => (await import('./commands/env.js')).env(config, options),
}

try {
  await createCommandLine(commands, process.env).parseAsync()
} catch (error) {
  process.exitCode = exitCodeOf(error)
}

function exitCodeOf (error: unknown): number {
  // The command line has told this already; --help and --version end in the same way.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_WRONG_USE
  console.error(error)
  return error instanceof WrongUseError ? EXIT_WRONG_USE : EXIT_FAILED
}
