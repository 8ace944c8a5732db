#!/usr/bin/env -S node --max-semi-space-size=8
import { CommanderError } from 'commander'
import { createCommandLine } from './command-line.js'
import { ConfigError } from './config.js'
import { healthcheck } from './healthcheck.js'
import { UsersError } from './protocol/users.js'
import { serve } from './serve.js'
import { SeedError } from './storage/seed.js'

const EXIT_FAILED = 1
const EXIT_WRONG_USE = 2

// Whoever read what is written here has gone, as `head` does when it has enough.
process.stdout.on('error', () => { process.exitCode = EXIT_FAILED })

try {
  await createCommandLine({ serve, healthcheck }, process.env).parseAsync()
} catch (error) {
  process.exitCode = exitCodeOf(error)
}

function exitCodeOf (error: unknown): number {
  // The command line has told this already; --help and --version end in the same way.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_WRONG_USE
  console.error(error)
  return [ConfigError, SeedError, UsersError].some(type => error instanceof type) ? EXIT_WRONG_USE : EXIT_FAILED
}
