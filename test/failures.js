import { NO_POSTGRES, NO_PROGRAMS } from './postgres-server.js'

/** Matches the first line of the diagnostics of a result. The line is indented by two spaces more than the result. */
const DIAGNOSTICS = /^( {4})* {2}---$/
const END_OF_DIAGNOSTICS = /^( {4})* {2}\.\.\.$/
const SUBTEST = /^( *)# Subtest: (.*)$/
const RESULT = /^( *)(not ok|ok) \d+ - (.*?)(?: # time=.*)?(?: \{)?$/

/**
 * Lists the assertions that failed in the output of tap, with the names of the tests that contain them, such as `file > test > assertion`.
 * A failed test is listed itself only if nothing within it is listed.
 */
export function failuresIn (output) {
  const failures = []
  const open = []
  let isInDiagnostics = false
  for (const line of output.split(/\r?\n/)) {
    if (DIAGNOSTICS.test(line)) isInDiagnostics = true
    else if (END_OF_DIAGNOSTICS.test(line)) isInDiagnostics = false
    if (isInDiagnostics) continue
    const [, subtestIndent, name] = SUBTEST.exec(line) ?? []
    if (name !== undefined) {
      open.length = Math.min(open.length, subtestIndent.length / 4)
      open.push({ name, counted: failures.length })
      continue
    }
    const [, indent, result, title] = RESULT.exec(line) ?? []
    if (title === undefined) continue
    const level = indent.length / 4
    const closed = open.length > level ? open[level] : undefined
    open.length = Math.min(open.length, level)
    if (result === 'ok' || (closed?.name === title && failures.length > closed.counted)) continue
    failures.push([...open.map(subtest => subtest.name), title].join(' > '))
  }
  return failures
}

/** Lists the tests that the system cannot run, with the reasons that were passed to `skipIf` in `test/system.ts`. */
export const skippedIn = output => [...output.matchAll(/^ *ok \d+ - (.*) # SKIP not on this system: (.*)$/gm)].map(([, title, reason]) => `${title}: ${reason}`)

export const isWithoutPostgres = line => [NO_POSTGRES, NO_PROGRAMS].some(reason => line.endsWith(reason))
