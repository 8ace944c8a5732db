// Kills or stops replicas, and restarts their PostgreSQL, under load. After each round, compares the state of the replicas with the
// responses.
import { setTimeout as delay } from 'node:timers/promises'
import { localPlaces, startCluster } from './cluster.js'
import { createRandom } from './random.js'
import { createClients, createSender } from './replica-clients.js'

/** Maximum durations of the load before and after a failure. */
const LONGEST_BEFORE_MS = 700
const LONGEST_AFTER_MS = 700

/** Each round has one of these failures, chosen at random. Repeated entries are chosen more often. */
const FAILURES = ['kill', 'kill', 'kill', 'kill', 'kill two', 'kill all', 'restart', 'restart', 'kill and restart', 'stop']

export const createReplicaCounts = () =>
  ({ rounds: 0, kills: 0, restarts: 0, slowestMs: 0, acknowledged: 0, verified: 0, unknown: 0, refused: 0, lost: 0, fallen: 0, unrecorded: 0, miscounted: 0, failures: [] })

/** Returns the sum of the counts that must be 0. */
export const countWrongs = ({ refused, lost, fallen, unrecorded, miscounted }) => refused + lost + fallen + unrecorded + miscounted

/** Runs rounds until the time is over or the number of rounds is reached, but at least one. */
export async function replicaRounds ({ seed, endsAt, rounds }) {
  const random = createRandom(seed)
  const counts = createReplicaCounts()
  const cluster = await startCluster(await localPlaces())
  const clients = await createClients({ sender: createSender({ cluster, random, counts }), random, seed, counts })

  async function end (howMany) {
    const chosen = cluster.replicas.toSorted(() => random.below(3) - 1).slice(0, howMany)
    counts.kills += howMany
    await Promise.all(chosen.map(replica => cluster.end(replica, 'SIGKILL')))
  }

  async function restart () {
    counts.restarts++
    await cluster.database.restart()
  }

  const failures = {
    kill: () => end(1),
    'kill two': () => end(2),
    'kill all': () => end(3),
    restart,
    'kill and restart': async () => {
      await Promise.all([end(1), restart()])
    },
    stop: () => cluster.end(random.pick(cluster.replicas), 'SIGTERM'),
  }

  while (counts.rounds === 0 || (Date.now() < endsAt && counts.rounds < rounds)) {
    await clients.begin()
    let isOver = false
    const writing = clients.write(() => isOver)
    await delay(random.below(LONGEST_BEFORE_MS))
    await failures[random.pick(FAILURES)]()
    await delay(random.below(LONGEST_AFTER_MS))
    isOver = true
    const recovering = cluster.recover()
    await Promise.all([writing, recovering])
    // Waits again, because requests that failed during the recovery may have left transactions that still run.
    await cluster.recover()
    await clients.check()
    counts.rounds++
  }
  await cluster.stop()
  return counts
}
