import { connectMock, type MockServer } from 'superoffice-mock'
import { AbstractStartedContainer, type StartedTestContainer } from 'testcontainers'

interface MockAccess {
  /** The port in the container. */
  readonly port: number
  /** The control token; empty if the mock has none. */
  readonly token: string
  /** PEM of the authority that clients must trust; undefined without HTTPS. */
  readonly certificateAuthority: string | undefined
}

/** A running container with the mock. */
export class StartedSuperOfficeMockContainer extends AbstractStartedContainer {
  readonly #access: MockAccess

  constructor (started: StartedTestContainer, access: MockAccess) {
    super(started)
    this.#access = access
  }

  /** PEM of the authority that clients must trust if the setting `tls` is `on`; undefined otherwise. */
  get certificateAuthority (): string | undefined {
    return this.#access.certificateAuthority
  }

  /** Returns the address to configure clients with, of the default tenant if none is named. */
  getUrl (tenant?: string): string {
    const scheme = this.certificateAuthority === undefined ? 'http' : 'https'
    const address = `${scheme}://${this.getHost()}:${this.getMappedPort(this.#access.port)}`
    return tenant === undefined ? address : `${address}/${tenant}`
  }

  /** Returns the handle of a tenant, of the default one if none is named: its data, faults, rights, clock and journal. */
  control (tenant?: string): MockServer {
    const { token, certificateAuthority } = this.#access
    return connectMock(this.getUrl(), {
      token, ...(tenant !== undefined && { tenant }), ...(certificateAuthority !== undefined && { certificateAuthority }),
    })
  }
}
