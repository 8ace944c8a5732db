// Sends requests to the mock for some time, and measures how its memory grows.
import { load } from '../load.js'
import { residentMb } from '../servers.js'

const REQUESTS_AT_ONCE = 5000

/**
 * The fraction of the time, at its beginning, in which the memory is ignored, because caches are being filled and code is being compiled.
 */
const WARM_UP = 0.3

const BODY = JSON.stringify({ Description: 'soak', BlobSize: 907, MimeType: 'image/png' })

const requestText = () => {
  const productId = 1 + Math.floor(Math.random() * 2000)
  return Math.random() < 0.5
    ? `GET /api/v1/Product/${productId}/ImageInfo HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`
    : `PUT /api/v1/Product/${productId}/ImageInfo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`
}

/** Sends reads and writes until the time is over. The growth of the memory is in MB per million requests. */
export async function soak ({ server, endsAt }) {
  const begun = Date.now()
  const samples = []
  let requests = 0
  while (Date.now() < endsAt) {
    await load({ port: server.port, requests: REQUESTS_AT_ONCE, requestText })
    requests += REQUESTS_AT_ONCE
    samples.push({ requests, mb: residentMb(server.child), isWarm: Date.now() - begun > (endsAt - begun) * WARM_UP })
  }
  const warm = samples.filter(({ isWarm }) => isWarm)
  return { requests, startMb: warm[0]?.mb ?? NaN, endMb: warm.at(-1)?.mb ?? NaN, growthMb: computeSlope(warm) * 1e6 }
}

/** Returns the slope of the memory over the number of requests, by least squares. */
function computeSlope (samples) {
  const computeMean = key => samples.reduce((sum, sample) => sum + sample[key], 0) / samples.length
  const [meanRequests, meanMb] = [computeMean('requests'), computeMean('mb')]
  const covariance = samples.reduce((sum, { requests, mb }) => sum + (requests - meanRequests) * (mb - meanMb), 0)
  return covariance / samples.reduce((sum, { requests }) => sum + (requests - meanRequests) ** 2, 0)
}
