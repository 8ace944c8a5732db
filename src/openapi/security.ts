import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import type { Config } from '../config/config.js'
import { schemesAcceptedBy } from '../context/authentication.js'

type OpenApi = NonNullable<FastifyDynamicSwaggerOptions['openapi']>
type Schemes = NonNullable<NonNullable<OpenApi['components']>['securitySchemes']>

/** Security schemes of the document, by the scheme in the header Authorization (superoffice-protocol, section 1). */
const CREDENTIALS = {
  Basic: { basic: { type: 'http', scheme: 'basic', description: 'User name and password. Only onsite installations accept them.' } },
  SoTicket: { soTicket: { type: 'apiKey', in: 'header', name: 'Authorization', description: 'SoTicket and a ticket. Online installations also require SO-AppToken.' } },
  Bearer: { bearer: { type: 'http', scheme: 'bearer', description: 'An access token. Only online installations accept it.' } },
} satisfies Record<string, Schemes>

const APP_TOKEN: Schemes = {
  appToken: { type: 'apiKey', in: 'header', name: 'SO-AppToken', description: 'The secret of the app.' },
}

const WEB_SESSION: Schemes = {
  xsrf: { type: 'apiKey', in: 'header', name: 'X-XSRF-TOKEN', description: 'The value of the cookie XSRF-TOKEN.' },
  xsrfCookie: { type: 'apiKey', in: 'cookie', name: 'XSRF-TOKEN', description: 'The token of a session of the web client.' },
}

/**
 * Returns the security schemes of the document, and the security requirements. A request must meet one of the requirements. With AUTH=off,
 * both are empty.
 */
export function describeSecurity ({ auth, installation }: Pick<Config, 'auth' | 'installation'>) {
  const entries: readonly Schemes[] = auth === 'off'
    ? []
    : [
        ...schemesAcceptedBy(installation).map(({ name }) =>
          ({ ...CREDENTIALS[name], ...(name === 'SoTicket' && installation === 'online' && APP_TOKEN) })),
        WEB_SESSION,
      ]
  return {
    securitySchemes: Object.fromEntries(entries.flatMap(entry => Object.entries(entry))),
    security: entries.map(entry => Object.fromEntries(Object.keys(entry).map(name => [name, []]))),
  }
}
