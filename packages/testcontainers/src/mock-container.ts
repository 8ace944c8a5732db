import type { MockServerSettings, State, UsersFile } from 'superoffice-mock'
import { GenericContainer, Wait, getContainerRuntimeClient } from 'testcontainers'
import { StartedSuperOfficeMockContainer } from './started-mock-container.js'

/** The port in the container on which the mock listens. */
const PORT = 3000

const SEED_FILE = '/seed.json'
const SEED_FOLDER = '/seed'
const USERS_FILE = '/users.json'

/** Settings that `withSetting` does not accept: the image sets `port` and `host`, and `seed` and `users` have other methods. */
type OwnSettings = 'port' | 'host' | 'seed' | 'users'

/**
 * A container with the mock. Unless the setting `database` is set, the data of the mock are in memory, and are lost when the container
 * stops.
 * @example
 * const mock = await new SuperOfficeMockContainer().withSeed({ Products: [{ ProductId: 7, Name: 'Enamel mug' }] }).start()
 * const client = createClient(mock.getUrl('Cust1'))
 * await mock.control('Cust1').reset()
 * await mock.stop()
 */
export class SuperOfficeMockContainer extends GenericContainer {
  #token = ''
  #isSecure = false
  #allowedHosts = ''

  /** @param image name of the image, such as `registry.example.com/superoffice-mock:0.1.0` */
  constructor (image = 'superoffice-mock') {
    super(image)
    this.withExposedPorts(PORT)
    this.withEnvironment({ SUPEROFFICE_MOCK_DATABASE: ':memory:' })
  }

  /**
   * Sets the data of each new tenant.
   * @param seed a state, or the path of a JSON file on this machine
   */
  withSeed (seed: State | string): this {
    this.withEnvironment({ SUPEROFFICE_MOCK_SEED: SEED_FILE })
    return this.#withJson(seed, SEED_FILE)
  }

  /** Sets the data of each new tenant to the data in a folder of JSON files and pictures on this machine. */
  withSeedFolder (folder: string): this {
    this.withEnvironment({ SUPEROFFICE_MOCK_SEED: SEED_FOLDER })
    return this.withCopyDirectoriesToContainer([{ source: folder, target: SEED_FOLDER }])
  }

  /**
   * Sets the users whose credentials the mock accepts, and the setting `auth` to `users`.
   * @param users a list of users, or the path of a JSON file on this machine
   */
  withUsers (users: UsersFile | string): this {
    this.withEnvironment({ SUPEROFFICE_MOCK_AUTH: 'users', SUPEROFFICE_MOCK_USERS: USERS_FILE })
    return this.#withJson(users, USERS_FILE)
  }

  /** Sets a setting of `createMockServer`, such as `writePolicy`. A path in `value` is a path in the container. */
  withSetting<Name extends Exclude<keyof MockServerSettings, OwnSettings>> (name: Name, value: NonNullable<MockServerSettings[Name]>): this {
    if (name === 'controlToken') this.#token = String(value)
    if (name === 'tls') this.#isSecure = value === 'on'
    if (name === 'tlsCert') this.#isSecure = true
    if (name === 'allowedHosts') this.#allowedHosts = String(value)
    return this.withEnvironment({ [variableOf(name)]: String(value) })
  }

  /** Starts the container. Resolves when the mock is ready. */
  override async start (): Promise<StartedSuperOfficeMockContainer> {
    const ready = Wait.forHttp('/ready', PORT).forStatusCode(200)
    this.withWaitStrategy(this.#isSecure ? ready.usingTls().allowInsecure() : ready)
    if (this.#isSecure) await this.#allowHost()
    const started = await super.start()
    return new StartedSuperOfficeMockContainer(started, {
      port: PORT, token: this.#token, certificateAuthority: this.#isSecure ? await readAuthority(started) : undefined,
    })
  }

  /**
   * Adds the host name or IP address by which tests reach the container to the setting `allowedHosts`, so that a certificate that the mock
   * makes is valid for it. It is not `localhost` if, for example, the container engine runs on another machine.
   */
  async #allowHost (): Promise<void> {
    const { info: { containerRuntime: { host } } } = await getContainerRuntimeClient()
    this.withEnvironment({ SUPEROFFICE_MOCK_ALLOWED_HOSTS: `${this.#allowedHosts} ${host}`.trim() })
  }

  #withJson (content: object | string, target: string): this {
    if (typeof content === 'string') return this.withCopyFilesToContainer([{ source: content, target }])
    return this.withCopyContentToContainer([{ content: JSON.stringify(content), target }])
  }
}

/** Returns the environment variable of a setting: `SUPEROFFICE_MOCK_WRITE_POLICY` for `writePolicy`. */
const variableOf = (name: string) => `SUPEROFFICE_MOCK_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`

/**
 * Returns the certificate authority of the mock, as PEM.
 * @throws Error with the output of the command `ca` if this command fails
 */
async function readAuthority (started: Awaited<ReturnType<GenericContainer['start']>>): Promise<string> {
  const { output, exitCode } = await started.exec(['node', 'dist/main.js', 'ca'])
  if (exitCode === 0) return output
  throw new Error(`The certificate authority of the mock cannot be read: ${output}`)
}
