// Sends requests from a separate thread, so that the CPU time of the client is not part of the measured CPU time.

import { parentPort } from 'node:worker_threads'

parentPort?.on('message', async ({ id, url, init, mostMs }) => {
  const signal = mostMs === undefined ? undefined : AbortSignal.timeout(mostMs)
  const status = await fetch(url, { ...init, signal }).then(async answer => {
    await answer.arrayBuffer()
    return answer.status
  }).catch(String)
  parentPort?.postMessage({ id, status })
})
