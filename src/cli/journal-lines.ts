import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { queryText } from '../library/control.js'
import { reasonOf } from '../library/control-call.js'
import { MockError } from '../library/mock-error.js'
import type { JournalQuery } from '../library/shapes.js'
import type { RunningMock } from './running-mock.js'

/**
 * Writes a line for each call of a tenant as it happens, of what `lineOf` makes of the JSON of its entry, until the mock stops
 * or nobody reads any more.
 * @throws MockError when no call can ever fit, no mock answers, or it stops; what `out` fails with
 */
export async function writeCalls ({ call, url }: RunningMock, query: JournalQuery, lineOf: (json: string) => string, out: Writable): Promise<never> {
  const { body } = await call('GET', `journal/stream${queryText(query)}`)
  const parts = body === null ? Readable.from([]) : Readable.fromWeb(body)
  let unread = false
  out.once('error', () => { unread = true })
  const cause: unknown = await pipeline(parts.setEncoding('utf8'), parts => linesOf(parts, lineOf), out, { end: false })
    .catch((error: unknown) => error)
  if (unread) throw cause
  throw new MockError(`The mock at ${url} stopped (${cause === undefined ? 'it ended its answer' : reasonOf(cause)}).`, undefined, { cause })
}

async function * linesOf (parts: AsyncIterable<string>, lineOf: (json: string) => string): AsyncGenerator<string> {
  const events: EventSourceMessage[] = []
  const parser = createParser({ onEvent: event => { events.push(event) } })
  for await (const part of parts) {
    parser.feed(part)
    for (const { event, data } of events.splice(0)) {
      if (event === 'dropped') console.error(`Calls that are missing here, as they were dropped for space: ${JSON.parse(data).Dropped}.`)
      else yield `${lineOf(data)}\n`
    }
  }
}
