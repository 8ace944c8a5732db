#!/usr/bin/env node
import module from 'node:module'
import { EXIT_FAILED, runProgram } from './cli/run-program.js'

// Caches the compiled code of files that are imported later, by default in the temporary folder. Coverage is ignored, because Node 20
// does not have this function, so each version of Node covers only one branch.
/* c8 ignore next */
Object(module).enableCompileCache?.()

process.stdout.on('error', () => { process.exitCode = EXIT_FAILED })

process.exitCode = await runProgram(process.argv.slice(2), process.env) ?? process.exitCode
