import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { open, testInBrowser } from './browser.js'
import { buildTestApp, imageInfoPath } from '../helper.js'

testInBrowser('a page of another origin in a browser can use the API and cannot reach the routes below /_mock', async (t, browser) => {
  const app = await buildTestApp(t)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const shop = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<title>Shop</title>'))
  await new Promise<void>(resolve => shop.listen(0, '127.0.0.1', resolve))
  t.teardown(() => { shop.close() })
  const page = await browser.newPage()
  for (const host of ['127.0.0.1', 'localhost']) {
    await page.goto(`http://${host}:${(shop.address() as AddressInfo).port}/`)
    const statuses = await page.evaluate(async ({ mock, api }) => {
      const readStatus = async (path: string, init: RequestInit = {}) => fetch(mock + path, init).then(({ status }) => status, () => 'blocked')
      return [
        await readStatus(api), await readStatus('/_mock/state'), await readStatus('/_mock/clear', { method: 'POST' }),
        await readStatus('/_mock/clear', { method: 'POST', mode: 'no-cors' }), await readStatus('/'),
      ]
    }, { mock: `http://127.0.0.1:${port}`, api: imageInfoPath() })
    t.same(statuses, [200, 'blocked', 'blocked', 0, 403], host)
  }
  t.match((await app.inject('/_mock/journal')).json(), { Entries: { length: 2 } }, 'nothing was cleared')
})

testInBrowser('Swagger UI can send requests under its Content-Security-Policy, and they are in the journal', async (t, browser) => {
  const { app, page } = await open(t, browser)
  await page.goto(`${app.listeningOrigin}/docs/`)
  const health = page.locator('.opblock', { has: page.locator('[data-path="/health"]') })
  await health.locator('.opblock-summary-control').click()
  await health.getByRole('button', { name: 'Try it out' }).click()
  await health.getByRole('button', { name: 'Execute', exact: true }).click()
  t.match(await health.locator('.live-responses-table tbody .response-col_status').innerText(), /^200/)
  const defaults = page.locator('.opblock', { has: page.locator('[data-path="/api/v1/Product/default"]') })
  await defaults.locator('.opblock-summary-control').click()
  await defaults.getByRole('button', { name: 'Try it out' }).click()
  await defaults.getByRole('button', { name: 'Execute', exact: true }).click()
  t.match(await defaults.locator('.live-responses-table tbody .response-col_status').innerText(), /^200/)
  t.match((await app.inject('/_mock/journal')).json().Entries, [{ Path: '/api/v1/Product/default' }], 'its requests are in the journal')
})
