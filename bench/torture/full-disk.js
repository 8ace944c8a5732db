// Fills the disk on which the mock has its database. The disk is a small tmpfs, so this process needs the right to mount file systems.
import { spawnSync } from 'node:child_process'
import { mkdirSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromHere, newPath, start, stop } from '../servers.js'

const FILLER_BYTES = 1024 * 1024

/**
 * Fills the rest of the disk with files, and sends writes until one fails, but at most 2000. Then removes one of these files, and sends
 * another write.
 * @returns the statuses of requests on the full disk and after the removal; undefined if no disk can be mounted
 */
export async function fullDisk () {
  const folder = newPath()
  mkdirSync(folder)
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder]).status !== 0) return undefined
  try {
    const server = await start([process.execPath, fromHere('../dist/main.js'), '--db', join(folder, 'mock.db'), '--auth', 'off', '--log-level', 'silent'], { isPinned: false })
    const readStatus = (path, options) => fetch(`http://127.0.0.1:${server.port}${path}`, options).then(({ status }) => status)
    const write = () => readStatus('/api/v1/Product/1001/ImageInfo', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"Description":"x"}' })
    for (let index = 0, isRoom = true; isRoom; index++) {
      try {
        writeFileSync(join(folder, `filler-${index}`), Buffer.alloc(FILLER_BYTES))
      } catch {
        isRoom = false
      }
    }
    let onFull = 200
    for (let index = 0; index < 2000 && onFull === 200; index++) onFull = await write()
    const full = { write: onFull, read: await readStatus('/api/v1/Product/1001/ImageInfo'), ready: await readStatus('/ready') }
    unlinkSync(join(folder, 'filler-0'))
    const after = { write: await write(), ready: await readStatus('/ready') }
    await stop(server)
    return { full, after }
  } finally {
    spawnSync('umount', [folder])
  }
}
