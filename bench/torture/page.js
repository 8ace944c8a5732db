// Formats the table of a run, and the page docs/reliability.md.
import { availableParallelism } from 'node:os'

const fixed = number => number.toFixed(1)

/** `result` is undefined if the part was not selected, and a string with the reason if the part was skipped. */
function makeRow (done, result, describe) {
  if (result === undefined) return []
  return [[done, typeof result === 'string' ? `not tried, because ${result}` : describe(result)]]
}

export function writeTable ({ kills, replicas, network, fuzzed, soaked, slow, disk }) {
  const rows = [
    ...makeRow('`kill -9` in the middle of writes', kills, ({ rounds, acknowledged, lost, damaged, refused }) =>
      `${rounds} rounds, ${acknowledged} acknowledged writes, ${lost} tenants that differed, ${damaged} damaged files, ${refused} refused writes`),
    ...makeRow('three replicas on PostgreSQL: `kill -9` of replicas and `pg_ctl restart -m immediate`', replicas, counts =>
      `${counts.rounds} rounds, ${counts.kills} replicas killed, ${counts.restarts} restarts of the database, ${describeCluster(counts)}`),
    ...makeRow('three replicas, of which the network cuts one off at a time', network, counts =>
      `${counts.rounds} times for ${counts.seconds} s, ${describeCluster(counts)}; the slowest response took ${fixed(counts.slowestMs / 1000)} s`),
    ...makeRow('requests built from both OpenAPI documents: half with arbitrary parameters, a fifth of the bodies damaged', fuzzed, ({ requests, serverErrors, broken, crashes }) =>
      `${requests} requests, ${serverErrors} responses with a status of 500 or above, ${broken} broken connections, ${crashes} crashes`),
    ...makeRow(LONGEST_DELAY, fuzzed, describeDelay),
    ...makeRow('reads and writes without a pause', soaked, ({ requests, startMb, endMb, growthMb }) =>
      `${requests} requests, ${fixed(startMb)} MB when warm, ${fixed(endMb)} MB at the end: ${fixed(growthMb)} MB for a million requests`),
    ...makeRow(LONGEST_DELAY, soaked, describeDelay),
    ...makeRow('100 clients that declare 9 MB and send a byte a second', slow, ({ served, failed, slowestMs }) =>
      `${served} uploads of other clients completed, ${failed} failed, the slowest took ${fixed(slowestMs)} ms`),
    ...makeRow('a full disk', disk, ({ full, after }) =>
      `writes ${full.write}, reads ${full.read}, /ready ${full.ready}; with room again writes ${after.write}, /ready ${after.ready}`),
  ]
  return `| what was done | result |\n|---|---|\n${rows.map(([done, result]) => `| ${done} | ${result} |\n`).join('')}`
}

const LONGEST_DELAY = 'longest delay of the event loop during these requests'
const describeDelay = ({ longestMs }) => `${fixed(longestMs)} ms`

const describeCluster = ({ acknowledged, unknown, refused, lost, unrecorded, miscounted, fallen }) =>
  `${acknowledged} acknowledged requests and ${unknown} others, ${refused} refused; ` +
  `${lost} acknowledged writes lost, ${unrecorded} requests missing in the journal or twice in it, ${miscounted} wrong counts of rules, ${fallen} dates that fell`

export const writePage = (settings, table) => `# Reliability

\`npm run torture\` tries to break the mock in seven ways:

- \`kills\`: it kills the process in the middle of writes of all kinds (image infos, pictures, products, resets, loads, snapshots), starts it again, and
  compares all data of each tenant with the writes that were acknowledged. Every tenth time it checks the integrity and the foreign keys of the file.
- \`replicas\`: three replicas on one PostgreSQL, whose clocks are hours apart, get the same writes through haproxy and directly, with several clients for one
  picture and a fault rule that counts. Replicas are killed and stopped, and PostgreSQL is restarted as after a crash. After each round, the data of
  each tenant, the journal, the counts of the rule and the order of \`UpdatedDate\` are compared with what was acknowledged. A request without a
  response may have been executed or not.
- \`network\`: each replica, the database and haproxy have a network namespace with a separate address, and get the same requests. The network
  cuts off each replica for 20 seconds, without closing connections. This needs root on Linux, and \`MINUTES\` of at least 5.
- \`fuzz\`: it sends requests that are built from both OpenAPI documents. Half of them have arbitrary values as parameters and any media type, and a
  fifth of the bodies are damaged: cut, extended or with a changed byte.
- \`soak\`: it sends reads and writes without a pause and watches the memory of the process.
- \`slow\`: 100 clients declare large bodies and send them a byte at a time, while another client uploads pictures.
- \`disk\`: it fills the disk of the database, and empties it again.

\`MINUTES\` limits the time, 10 by default. \`PARTS=replicas,network\` runs only these, with all of the time. \`ROUNDS\` ends \`kills\` and \`replicas\` sooner, and
\`REQUESTS\` ends \`fuzz\` sooner. \`TORTURE_SEED\` repeats the random choices of a run, except those of \`soak\`. \`KEEP=yes\` writes this page. A part is skipped, with
its reason in the table, where its programs or rights are missing. The command fails if data were lost or damaged, if a response had an unexpected
status of 500 or above, or if the process ended.

## Figures

Measured with \`${settings} KEEP=yes npm run torture\` on Node ${process.version.slice(1)} and a machine with ${availableParallelism()} cores:

${table}`
