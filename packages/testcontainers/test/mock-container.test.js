import assert from 'node:assert/strict'
import { once } from 'node:events'
import https from 'node:https'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { SuperOfficeMockContainer } from 'superoffice-mock-testcontainers'

const IMAGE = process.env.SUPEROFFICE_MOCK_IMAGE ?? 'superoffice-mock'
const BASIC = { authorization: 'Basic dGplMDpUamUw' }

const folder = mkdtempSync(join(tmpdir(), 'superoffice-mock-'))
after(() => rmSync(folder, { recursive: true }))

const seed = { Products: [{ ProductId: 7, Name: 'Enamel mug' }] }
const nameOf = async (url, headers = BASIC) => (await (await fetch(`${url}/api/v1/Product/7`, { headers })).json()).Name

async function startFor (t, container) {
  const mock = await container.start()
  t.after(() => mock.stop())
  return mock
}

describe('a mock in a container', () => {
  test('a container has the given seed and settings, and the library controls each of its tenants separately', async t => {
    const mock = await startFor(t, new SuperOfficeMockContainer(IMAGE).withSeed(seed).withSetting('unknownProducts', 'reject').withSetting('controlToken', 'secret'))
    assert.match(mock.getUrl('Cust1'), /^http:\/\/[^/]+:\d+\/Cust1$/)
    assert.equal(mock.certificateAuthority, undefined)
    assert.equal(await nameOf(mock.getUrl('Cust1')), 'Enamel mug')
    assert.equal((await fetch(`${mock.getUrl()}/api/v1/Product/8`, { headers: BASIC })).status, 404)

    const tenant = mock.control('Cust1')
    await tenant.faults.add({ Actions: [{ Action: 'Answer', Status: 503 }] })
    assert.equal((await fetch(`${mock.getUrl('Cust1')}/api/v1/Product/7`, { headers: BASIC })).status, 503)
    await tenant.journal.expect({ Match: { Status: 503 }, Times: { Exactly: 1 } })
    assert.equal(await nameOf(mock.getUrl('Cust2')), 'Enamel mug')
    await mock.control().seed({ Products: [{ ProductId: 7, Name: 'Lamp' }] })
    assert.equal(await nameOf(mock.getUrl()), 'Lamp')
  })

  test('a container with users accepts the credential of a user and refuses a wrong password with 401', async t => {
    const file = join(folder, 'seed.json')
    writeFileSync(file, JSON.stringify(seed))
    const mock = await startFor(t, new SuperOfficeMockContainer(IMAGE).withSeed(file).withUsers([{ Name: 'anna', Password: 'secret' }]))
    const status = async credential => (await fetch(`${mock.getUrl()}/api/v1/Product/7`, { headers: { authorization: `Basic ${btoa(credential)}` } })).status
    assert.deepEqual([await status('anna:secret'), await status('anna:other')], [200, 401])
  })

  test('a container with the setting tls serves HTTPS, and clients that trust its certificate authority can connect', async t => {
    const seeds = mkdtempSync(join(folder, 'seeds-'))
    writeFileSync(join(seeds, 'seed.json'), JSON.stringify(seed))
    const mock = await startFor(t, new SuperOfficeMockContainer(IMAGE).withSeedFolder(seeds).withSetting('tls', 'on'))
    assert.match(mock.getUrl(), /^https:/)
    const [response] = await once(https.get(`${mock.getUrl()}/ready`, { ca: mock.certificateAuthority }), 'response')
    assert.equal(response.resume().statusCode, 200)
    const { Products } = await mock.control('Cust1').dump()
    assert.equal(Products[0].Name, 'Enamel mug')
  })

  test('a container with an invalid setting does not start, and its log has the message of the mock', async () => {
    const lines = []
    const container = new SuperOfficeMockContainer(IMAGE).withEnvironment({ SUPEROFFICE_MOCK_VALIDATION: 'lax' }).withStartupTimeout(5000)
      .withLogConsumer(stream => stream.on('data', line => lines.push(String(line))))
    await assert.rejects(container.start())
    assert.match(lines.join(''), /SUPEROFFICE_MOCK_VALIDATION must be one of service, strict, warn; got "lax"\./)
  })
})
