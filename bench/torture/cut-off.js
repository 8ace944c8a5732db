// Cuts each of three replicas off from the network in turn, under load. Reconnects each of them, and then compares the state of the
// replicas with the responses.
import { setTimeout as delay } from 'node:timers/promises'
import { startCluster } from './cluster.js'
import { createNamespaces } from './namespaces.js'
import { createRandom } from './random.js'
import { createClients, createSender } from './replica-clients.js'
import { createReplicaCounts } from './replica-rounds.js'

const CUT_MS = 20_000

/** Duration of the load before a cut, and of the load after the replica is reconnected. */
const AROUND_MS = 3000

/**
 * Runs a round for each replica, and more rounds until the time is over.
 * @returns the counts; or, as a string, the reason why network namespaces cannot be created
 */
export async function cutOff ({ seed, endsAt }) {
  let places
  try {
    places = createNamespaces(5)
  } catch (error) {
    return `the machine permits no network namespaces (${error.message.trim()})`
  }
  const [database, balancer, ...replicas] = places.map((place, index) => ({ ...place, port: 3000 + index }))
  const random = createRandom(seed)
  const counts = { ...createReplicaCounts(), seconds: CUT_MS / 1000 }
  const cluster = await startCluster({ database, replicas, balancer })
  const clients = await createClients({ sender: createSender({ cluster, random, counts, isBalanced: true }), random, seed, counts })

  while (counts.rounds < replicas.length || Date.now() < endsAt) {
    await clients.begin()
    const place = replicas[counts.rounds % replicas.length]
    let isOver = false
    const writing = clients.write(() => isOver)
    await delay(AROUND_MS)
    place.cut()
    await delay(CUT_MS)
    place.connect()
    await delay(AROUND_MS)
    isOver = true
    await writing
    await cluster.recover()
    await clients.check()
    counts.rounds++
  }
  await cluster.stop()
  return counts
}
