import { isatty } from 'node:tty'
import { LogController, type FastifyRequest } from 'fastify'
import { pino, type DestinationStream, type Logger } from 'pino'
import type { Config } from '../config/config.js'
import { redactUrl } from './secrets.js'

/**
 * Unless standard output is a terminal, log lines are collected until they have this size, or until the next flush, because each write
 * wakes another thread.
 */
const BLOCK_BYTES = 16 * 1024
const FLUSH_INTERVAL_MS = 250

const STDOUT = 1

export interface Log {
  readonly logger: Logger
  flush (): void
}

/**
 * Creates the log on standard output. On a terminal, its lines are readable text. Otherwise they are JSON in blocks, and the last block is
 * flushed when the process exits.
 */
export async function createLog (level: Config['logLevel']): Promise<Log> {
  const logger = pino({ level, base: null }, isatty(STDOUT) ? await terminal() : blocks())
  return { logger, flush: () => logger.flush() }
}

async function terminal (): Promise<DestinationStream> {
  const { default: pretty } = await import('pino-pretty')
  return pretty({ sync: true, singleLine: true, translateTime: 'SYS:HH:MM:ss', messageFormat: writeMessage, ignore: REQUEST_PROPERTIES.join() })
}

/**
 * Properties that are not appended to a log line on a terminal, because its message contains them already. The tenant is part of the URL
 * in the message. Only the name of the default tenant can be left out of a URL.
 */
const REQUEST_PROPERTIES = ['method', 'url', 'tenant', 'status', 'ms', 'reason']

/** Formats the message of a log line. Example for a response: `PUT /api/v1/Product/1004/ImageInfo 400 24 ms: BlobSize must be …`. */
function writeMessage ({ msg, method, url, status, ms, reason }: Record<string, unknown>): string {
  const request = method === undefined ? undefined : `${method} ${url}`
  const parts = ms === undefined ? [request, msg, status] : [request, status, Math.round(Number(ms)), 'ms']
  const message = parts.filter(part => part !== undefined).join(' ')
  return reason === undefined ? message : `${message}: ${reason}`
}

/** The type of a pino.destination with `contentMode: 'buffer'`. Its `write` accepts buffers, but Pino's types allow only strings. */
interface ByteDestination {
  write (bytes: Buffer | string): boolean
  flush (done?: (error?: Error) => void): void
  flushSync (): void
}

function blocks (): DestinationStream & Pick<ByteDestination, 'flush'> {
  // With `contentMode: 'utf8'`, pino would compute the byte length of the whole block again for each line.
  const destination: ByteDestination = pino.destination({
    dest: STDOUT, sync: false, contentMode: 'buffer', minLength: BLOCK_BYTES, maxWrite: 2 * BLOCK_BYTES, periodicFlush: FLUSH_INTERVAL_MS,
  })
  process.once('exit', () => destination.flushSync())
  return {
    write: line => { destination.write(Buffer.from(line)) },
    flush: done => destination.flush(done),
  }
}

/** Returns the properties that identify a request in log lines. */
export const identifyRequest = ({ method, originalUrl, tenant }: FastifyRequest) => ({ method, url: redactUrl(originalUrl), tenant })

/**
 * Disables Fastify's log lines about requests. `streamError` logs streamed responses that end early, and `addResponseEnd` logs responses
 * that were sent.
 */
export class EarlyEndLog extends LogController {
  constructor () {
    super({ disableRequestLogging: true })
  }

  /** Fastify's implementation logs nothing if request logging is disabled. */
  override streamError (error: Error, request: FastifyRequest): void {
    request.log.info({ ...identifyRequest(request), reason: error.message }, 'response ended early')
  }
}
