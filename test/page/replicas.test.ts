import { control, imageInfoPath, putOk } from '../helper.js'
import { makeSchema, noPostgres } from '../postgres.js'
import { buildReplicas } from '../replicas.js'
import { card, open, said, testInBrowser } from './browser.js'

testInBrowser('the page at one replica shows and changes the data, journal and faults of all replicas', async (t, browser) => {
  const database = await makeSchema()
  const { app, page } = await open(t, browser, { database })
  const [other = app] = await buildReplicas(t, 1, { database })
  t.not(other, app)

  await page.getByRole('link', { name: 'Journal' }).click()
  await page.getByText('Live', { exact: true }).waitFor()
  await putOk(other, { Description: 'sent to the other replica' }, { url: imageInfoPath(1003) })
  await page.getByRole('row', { name: /PUT \/api\/v1\/Product\/1003\/ImageInfo, request \d+ 200/ }).waitFor()

  await page.getByRole('link', { name: 'Products' }).click()
  await card(page, 'Service agreement, one year').getByText('sent to the other replica').waitFor()

  await page.getByRole('link', { name: 'Faults' }).click()
  await page.getByRole('switch', { name: 'maintenance' }).click()
  await said(page, 'The preset maintenance is on.')
  t.equal((await other.inject(imageInfoPath(1003))).statusCode, 503)
  await control(other, 'DELETE', 'faults')
  await page.getByRole('link', { name: 'Clock and snapshots' }).click()
  await page.locator('#fault-notice:empty').waitFor({ state: 'attached' })

  await page.getByRole('button', { name: 'Reset to the seed…' }).click()
  await page.getByRole('button', { name: 'Reset', exact: true }).click()
  await said(page, 'The data is reset to the seed.')
  t.match((await other.inject(imageInfoPath(1003))).json(), { Description: '' })
}, { skip: noPostgres })
