import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse, parseAllDocuments } from 'yaml'
import { CONFIG_FILE } from '../src/config/config-file.js'
import { ConfigSchema } from '../src/config/config-schema.js'
import { ROOT } from './documents.js'
import { buildTestApp } from './helper.js'
import { hasProgram } from './system.js'

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const BALANCER = 'examples/replicas/haproxy.cfg'

/** The supported variables of a container of the mock. The image sets DATABASE and PORT without the prefix SUPEROFFICE_MOCK_. */
const VARIABLES: readonly string[] = ['DATABASE', 'PORT', CONFIG_FILE.env, ...Object.values(ConfigSchema.properties).map(({ env }) => env)]

function readBackends (): { name: string, check: string | undefined, servers: string[] }[] {
  return read(BALANCER).split(/^backend /m).slice(1).map(text => ({
    name: text.split('\n', 1)[0] ?? '',
    check: /option httpchk GET (\S+)/.exec(text)?.[1],
    servers: Array.from(text.matchAll(/^ +server \S+ (\S+)$/gm), ([, address = '']) => address),
  }))
}

t.test('the balancer sends requests to the replicas of the compose file, and its health checks use paths that exist', async t => {
  const { services } = parse(read('compose.replicas.yaml'), { merge: true })
  const replicas = Object.keys(services).filter(name => services[name].image === 'superoffice-mock')
  t.equal(replicas.length, 3)
  t.same(Object.keys(services.balancer.depends_on), replicas)
  t.ok(services.balancer.volumes[0].startsWith(`./${BALANCER}:`))
  for (const name of replicas) {
    for (const variable of Object.keys(services[name].environment)) t.ok(VARIABLES.includes(variable), variable)
    t.match(services[name].depends_on, { database: { condition: 'service_healthy' } })
  }
  const app = await buildTestApp(t)
  t.same(readBackends().map(({ name, check }) => [name, check]), [['ready', '/ready'], ['living', '/health']])
  for (const { check = '', servers } of readBackends()) {
    t.same(servers, replicas.map(name => `${name}:3000`))
    t.equal((await app.inject(check)).statusCode, 200)
  }
})

t.test('haproxy accepts the configuration file of the balancer', { skip: !hasProgram('haproxy') && 'it needs haproxy' }, async t => {
  const { status, stderr } = spawnSync('haproxy', ['-c', '-f', join(ROOT, BALANCER)], { encoding: 'utf8' })
  t.equal(status, 0, stderr)
})

t.test('the Kubernetes manifest has a service for the containers, probes of paths that exist, and variables of settings', async t => {
  const [deployment, service, ...others] = parseAllDocuments(read('examples/replicas/kubernetes.yaml')).map(document => {
    t.same(document.errors, [])
    return document.toJS()
  })
  t.same(others, [])
  t.match(deployment, { apiVersion: 'apps/v1', kind: 'Deployment' })
  t.match(service, { apiVersion: 'v1', kind: 'Service' })
  const { selector, template } = deployment.spec
  t.same(selector.matchLabels, template.metadata.labels)
  t.same(service.spec.selector, template.metadata.labels)
  t.equal(template.spec.enableServiceLinks, false, 'the Service causes no variables with the prefix of the settings')
  const [container] = template.spec.containers
  t.match(container.ports, [{ name: service.spec.ports[0].targetPort, containerPort: 3000 }])
  for (const { name } of container.env) t.ok(VARIABLES.includes(name), name)
  const app = await buildTestApp(t)
  for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
    const { path, port } = container[probe].httpGet
    t.equal(port, container.ports[0].name)
    t.equal((await app.inject(path)).statusCode, 200, probe)
  }
})
