import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config/config.js'
import { readScheme } from './tls/tls.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The address that the client used for the mock, with `prefix` and without a slash at the end. Without a Host it is only `prefix`. */
    readonly address: string
    /** The path at which a trusted proxy serves the mock, such as `/mock`; empty if there is none. */
    readonly prefix: string
    /** The parts of the client's address in the headers of a trusted proxy; empty if there are none. */
    readonly forwarded: Forwarded
  }
}

/** Valid values of headers of a proxy, those of the first proxy first. */
interface Forwarded {
  readonly schemes: readonly string[]
  readonly hosts: readonly string[]
  readonly prefixes: readonly string[]
}

const NOT_FORWARDED: Forwarded = { schemes: [], hosts: [], prefixes: [] }

const SCHEME = /^https?$/
const PREFIX = /^(\/[\w.~%-]+)+$/

/** The settings that the addresses in responses depend on. */
export type AddressSettings = Pick<Config, 'tls' | 'tlsCert' | 'trustProxy'>

/**
 * Adds `request.address`, the beginning of the addresses in responses, and its parts. With the setting TRUST_PROXY, the headers
 * X-Forwarded-Proto, X-Forwarded-Host and X-Forwarded-Prefix replace what the proxy changed; malformed values are ignored.
 */
export function addPublicAddress (app: FastifyInstance, config: AddressSettings): void {
  const ownScheme = readScheme(config)
  const known = new WeakMap<FastifyRequest, Forwarded>()

  app.decorateRequest('forwarded', {
    getter () {
      if (config.trustProxy === 'off') return NOT_FORWARDED
      const forwarded = known.get(this) ?? readForwarded(this)
      known.set(this, forwarded)
      return forwarded
    },
  })
  app.decorateRequest('prefix', {
    getter () { return this.forwarded.prefixes.join('') },
  })
  app.decorateRequest('address', {
    getter () {
      const { schemes: [scheme = ownScheme], hosts: [host = this.host] } = this.forwarded
      return host === '' ? this.prefix : `${scheme}://${host}${this.prefix}`
    },
  })
}

/** True if the headers of a trusted proxy have a part of the client's address. */
export const isForwarded = ({ forwarded: { schemes, hosts, prefixes } }: FastifyRequest): boolean => schemes.length + hosts.length + prefixes.length > 0

function readForwarded ({ headers }: FastifyRequest): Forwarded {
  const read = (name: string) => String(headers[name] ?? '').split(',').map(value => value.trim()).filter(Boolean)
  return {
    schemes: read('x-forwarded-proto').filter(value => SCHEME.test(value)),
    hosts: read('x-forwarded-host').filter(isHost),
    // Each proxy appends its prefix to those that it received.
    prefixes: read('x-forwarded-prefix').map(value => value.replace(/\/$/, '')).filter(value => PREFIX.test(value)),
  }
}

const isHost = (value: string) => URL.canParse(`http://${value}`) && !/[/?#@\\\s]/.test(value)
