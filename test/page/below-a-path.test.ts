import { testInBrowser, TIMEOUT_MS } from './browser.js'
import { startProxy } from '../proxies.js'

testInBrowser('the page and Swagger UI work below a path of a reverse proxy', async (t, browser) => {
  const url = await startProxy(t, { trustProxy: 'on' })
  const page = await browser.newPage()
  page.setDefaultTimeout(TIMEOUT_MS)
  page.on('pageerror', error => t.fail(error.message))
  const failed: string[] = []
  page.on('response', response => {
    const isOwn = response.url().startsWith(`${url}/`) || response.url().startsWith('blob:')
    if (response.status() >= 400 || !isOwn) failed.push(response.url())
  })
  await page.goto(`${url}/`)
  await page.locator('#owners:not([aria-busy])').waitFor()
  t.ok(await page.locator('.card').count() > 0)
  await page.getByLabel('Tenant').fill('Cust1')
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.waitForURL(/\/mock\/\?tenant=Cust1/)

  await page.goto(`${url}/docs`)
  const health = page.locator('.opblock', { has: page.locator('[data-path="/health"]') })
  await health.locator('.opblock-summary-control').click()
  await health.getByRole('button', { name: 'Try it out' }).click()
  await health.getByRole('button', { name: 'Execute', exact: true }).click()
  t.match(await health.locator('.live-responses-table tbody .response-col_status').innerText(), /^200/)
  t.same(failed, [])
})
