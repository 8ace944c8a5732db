// Starts the measured servers, and reads their CPU time and memory from /proc.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Number of cores. It is read before this process is pinned to a core, because afterwards it would be 1. */
export const CORES = availableParallelism()
const SERVER_CORE = '0'
export const CLIENT_CORE = '1'

export const fromHere = path => fileURLToPath(new URL(path, import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'superoffice-mock-bench-'))
const running = new Set()
let used = 0

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))

/** Returns a new path in the temporary folder of this process. */
export const newPath = () => join(folder, String(used++))

/**
 * Returns the command that starts a mock, with a new database file unless `settings` has `--db`. `settings` are flags of the mock, and
 * `flags` are flags of V8.
 */
export function mock ({ settings = [], flags = [], node = process.execPath, program = fromHere('../dist/main.js') } = {}) {
  return [node, ...flags, program, '--db', newPath(), ...settings]
}

export const plain = () => ['env', `PLAIN_FILE=${newPath()}`, process.execPath, fromHere('plain-server.js')]

export const bare = ({ node = process.execPath } = {}) => [node, fromHere('bare-server.js')]

/**
 * If the machine has several cores, pins this process, which sends the requests, to CLIENT_CORE. On such a machine, `start` pins a server
 * to SERVER_CORE, unless `isPinned` is false.
 */
export function pinClient () {
  if (CORES > 1) spawnSync('taskset', ['-a', '-c', '-p', CLIENT_CORE, String(process.pid)])
}

/** Returns the command that runs `command` on one core, or `command` itself on a machine with one core. */
export const withinCore = (core, command) => CORES > 1 ? ['taskset', '-c', core, ...command] : command

/** Returns a port of the loopback interface on which no server listens at the moment. */
export async function freePort () {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address()
  listener.close()
  return port
}

/**
 * Starts a server, and waits for its first response.
 * @throws Error if the process ends before it responds
 */
export async function start (command, { env, isPinned = true, host = '127.0.0.1', port: wantedPort } = {}) {
  const port = wantedPort ?? await freePort()
  const [program, ...words] = isPinned ? withinCore(SERVER_CORE, command) : command
  const output = openSync(newPath(), 'w')
  const child = spawn(program, words, { env: { ...process.env, PORT: String(port), ...env }, stdio: ['ignore', output, 'inherit'] })
  closeSync(output)
  running.add(child)
  while (!await fetch(`http://${host}:${port}/health`).catch(() => undefined)) {
    if (hasEnded(child)) throw new Error(`${command.join(' ')} ended with ${child.signalCode ?? `exit code ${child.exitCode}`} before its first response.`)
    await delay(2)
  }
  return { child, port, startCpuMs: cpuMs(child) }
}

/** If a signal has ended a process, its exit code is null. */
export const hasEnded = ({ exitCode, signalCode }) => exitCode !== null || signalCode !== null

export async function stop ({ child }) {
  const ended = once(child, 'exit')
  child.kill()
  await ended
  running.delete(child)
}

/**
 * Returns the CPU time in ms of all current threads of a process. The times in /proc/PID/stat are not used, because their unit is usually
 * 10 ms.
 */
export function cpuMs ({ pid }) {
  const threads = readdirSync(`/proc/${pid}/task`)
  return threads.reduce((sum, thread) => sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]), 0) / 1e6
}

export const residentMb = ({ pid }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024 / 1e6
