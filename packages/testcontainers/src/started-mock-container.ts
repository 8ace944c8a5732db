import { connectMock, type MockServer } from 'superoffice-mock'
import { AbstractStartedContainer, type StartedTestContainer } from 'testcontainers'

interface MockAccess {
  readonly port: number
  /** The control token that `withSetting` has set; empty if it has set none. */
  readonly token: string
  /** The certificate authority that clients must trust, as PEM. Undefined if `withSetting` has not enabled HTTPS. */
  readonly certificateAuthority: string | undefined
}

/** A running container with the mock. */
export class StartedSuperOfficeMockContainer extends AbstractStartedContainer {
  readonly #access: MockAccess

  constructor (started: StartedTestContainer, access: MockAccess) {
    super(started)
    this.#access = access
  }

  /**
   * The certificate authority that clients must trust, as PEM. If the setting `tlsCert` is set, this is the last certificate of the
   * mock's certificate chain. Undefined unless `withSetting` has set `tls` to `on`, or `tlsCert`.
   */
  get certificateAuthority (): string | undefined {
    return this.#access.certificateAuthority
  }

  /** Returns the address at which clients reach a tenant. Without `tenant`, returns the address of the default tenant. */
  getUrl (tenant?: string): string {
    const scheme = this.certificateAuthority === undefined ? 'http' : 'https'
    const address = `${scheme}://${this.getHost()}:${this.getMappedPort(this.#access.port)}`
    return tenant === undefined ? address : `${address}/${tenant}`
  }

  /**
   * Returns a handle that controls a tenant, for example its data, faults and journal. Without `tenant`, returns a handle of the
   * default tenant.
   */
  control (tenant?: string): MockServer {
    const { token, certificateAuthority } = this.#access
    return connectMock(this.getUrl(), {
      token, ...(tenant !== undefined && { tenant }), ...(certificateAuthority !== undefined && { certificateAuthority }),
    })
  }
}
