import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config/config.js'
import { readScheme } from './tls/tls.js'

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * The address at which the client reaches the mock, with `prefix` and without a slash at the end. If the host is unknown, because no
     * header contains it, the address is only `prefix`.
     */
    readonly address: string
    /** The path at which a trusted reverse proxy serves the mock, such as `/mock`. Empty without such a path. */
    readonly prefix: string
    /** The parts of the address that the headers of a trusted proxy contain. */
    readonly forwarded: Forwarded
  }
}

/** The valid values of three headers X-Forwarded-*, in the order of each header. The proxy nearest to the client usually adds the first. */
interface Forwarded {
  readonly schemes: readonly string[]
  readonly hosts: readonly string[]
  readonly prefixes: readonly string[]
}

const NOT_FORWARDED: Forwarded = { schemes: [], hosts: [], prefixes: [] }

const SCHEME = /^https?$/
const PREFIX = /^(\/[\w.~%-]+)+$/

export type AddressSettings = Pick<Config, 'tls' | 'tlsCert' | 'trustProxy'>

/**
 * Adds `request.prefix`, `request.forwarded` and `request.address`. With the setting TRUST_PROXY, the headers X-Forwarded-Proto and
 * X-Forwarded-Host replace the scheme and host of the address, and X-Forwarded-Prefix sets its path. Malformed values are ignored.
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

/** True if the headers of a trusted proxy contain a part of `request.address`. */
export const isForwarded = ({ forwarded: { schemes, hosts, prefixes } }: FastifyRequest): boolean => schemes.length + hosts.length + prefixes.length > 0

function readForwarded ({ headers }: FastifyRequest): Forwarded {
  const read = (name: string) => String(headers[name] ?? '').split(',').map(value => value.trim()).filter(Boolean)
  return {
    schemes: read('x-forwarded-proto').filter(value => SCHEME.test(value)),
    hosts: read('x-forwarded-host').filter(isHost),
    // There may be several prefixes, because a proxy can append its prefix to the header that it receives.
    prefixes: read('x-forwarded-prefix').map(value => value.replace(/\/$/, '')).filter(value => PREFIX.test(value)),
  }
}

const isHost = (value: string) => URL.canParse(`http://${value}`) && !/[/?#@\\\s]/.test(value)
