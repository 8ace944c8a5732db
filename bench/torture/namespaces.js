// Network namespaces: each part of a cluster gets a separate address, and can be cut off from the network.
import { spawnSync } from 'node:child_process'

/** Prefix of the addresses. They belong to a private network that is unlikely to be in use. */
const PREFIX = '10.231.77'
const BRIDGE = 'mocktorture'

const ip = (...words) => {
  const { status, stderr } = spawnSync('ip', words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${stderr}`)
}

/** Removes the first `count` namespaces and the bridge, if they exist, for example after an interrupted run. */
function removeAll (count) {
  for (let number = 0; number < count; number++) {
    // Deletes the link first. Otherwise the link would exist until the last process in the namespace has ended.
    spawnSync('ip', ['link', 'delete', `${BRIDGE}${number}`])
    spawnSync('ip', ['netns', 'delete', `${BRIDGE}${number}`])
  }
  spawnSync('ip', ['link', 'delete', BRIDGE])
}

/**
 * Creates network namespaces on a bridge, through which this process reaches them. A listener of the event `exit` of this process removes
 * them. In each result, `host` is the address of the namespace, `network` is the range of the addresses of all namespaces, and `within` is
 * a command that runs other commands in the namespace.
 * @throws Error if a command `ip` fails, usually because the machine does not permit network namespaces
 */
export function createNamespaces (count) {
  removeAll(count)
  process.prependOnceListener('exit', () => removeAll(count))
  ip('link', 'add', BRIDGE, 'type', 'bridge')
  ip('address', 'add', `${PREFIX}.1/24`, 'dev', BRIDGE)
  ip('link', 'set', BRIDGE, 'up')
  return Array.from({ length: count }, (_, number) => {
    const name = `${BRIDGE}${number}`
    const host = `${PREFIX}.${10 + number}`
    ip('netns', 'add', name)
    ip('link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
    ip('link', 'set', name, 'master', BRIDGE, 'up')
    ip('-n', name, 'address', 'add', `${host}/24`, 'dev', 'eth0')
    for (const device of ['eth0', 'lo']) ip('-n', name, 'link', 'set', device, 'up')
    return {
      host,
      network: `${PREFIX}.0/24`,
      within: ['ip', 'netns', 'exec', name],
      cut: () => ip('link', 'set', name, 'down'),
      connect: () => ip('link', 'set', name, 'up'),
    }
  })
}
