import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { formatQuery } from '../library/control.js'
import { describeFetchFailure } from '../library/control-client.js'
import { MockError } from '../library/mock-error.js'
import type { JournalQuery } from '../library/shapes.js'
import type { RunningMock } from './running-mock.js'

/**
 * Writes a line for each new journal entry that matches the query, until the response of the mock ends or writing to `out` fails. If the
 * query has `Since`, first writes the stored entries that match the query. Prints a message to standard error if the journal removed
 * requests before the mock could send them.
 * @param formatEntry returns the line for an entry, which is passed as a JSON string
 * @throws MockError if the mock refuses the query, if the request to the mock fails, or when the response ends; the error of `out` if
 * writing fails
 */
export async function followJournal ({ send, url }: RunningMock, query: JournalQuery, formatEntry: (json: string) => string, out: Writable): Promise<never> {
  const { body } = await send('GET', `journal/stream${formatQuery(query)}`)
  const parts = body === null ? Readable.from([]) : Readable.fromWeb(body)
  let hasOutputFailed = false
  out.once('error', () => { hasOutputFailed = true })
  const cause: unknown = await pipeline(parts.setEncoding('utf8'), parts => formatEvents(parts, formatEntry), out, { end: false })
    .catch((error: unknown) => error)
  if (hasOutputFailed) throw cause
  throw new MockError(`The mock at ${url} stopped (${cause === undefined ? 'it ended the response' : describeFetchFailure(cause)}).`, undefined, { cause })
}

const describeRemoved = (requests: number) => requests === 1
  ? 'The journal removed 1 request before it could be printed; it may not match the options.'
  : `The journal removed ${requests} requests before they could be printed; some of them may not match the options.`

async function * formatEvents (parts: AsyncIterable<string>, formatEntry: (json: string) => string): AsyncGenerator<string> {
  const events: EventSourceMessage[] = []
  const parser = createParser({ onEvent: event => { events.push(event) } })
  for await (const part of parts) {
    parser.feed(part)
    for (const { event, data } of events.splice(0)) {
      if (event === 'dropped') console.error(describeRemoved(JSON.parse(data).Dropped))
      else yield `${formatEntry(data)}\n`
    }
  }
}
