import { createMockServer } from '../../src/index.js'
import { PNG, TIMEOUT_MS, testInBrowser } from './browser.js'

testInBrowser('an HTTP archive of the journal opens in the network panel of the browser', async (t, browser) => {
  await using mock = await createMockServer({ auth: 'off', database: ':memory:', journalPictures: 20_000 })
  const send = (path: string, init: RequestInit) => fetch(`${mock.url}/api/v1/Product/1003/${path}`, init)
  await send('Image', { method: 'PUT', headers: { 'content-type': 'image/png' }, body: PNG })
  await send('Image', { headers: { accept: 'image/*' } })
  await send('ImageInfo', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"Description":"Front view"}' })
  await send('ImageInfo', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"BlobSize":1.5}' })
  await mock.faults.add({ Actions: [{ Action: 'Drop' }] })
  await t.rejects(send('ImageInfo', {}))
  const archive = Buffer.from(await (await fetch(`${mock.url}/_mock/journal?Format=har`)).arrayBuffer())

  const panel = await browser.newPage({ viewport: { width: 1400, height: 800 } })
  panel.setDefaultTimeout(TIMEOUT_MS)
  await panel.goto('devtools://devtools/bundled/devtools_app.html?panel=network')
  const chooser = panel.waitForEvent('filechooser')
  await panel.getByRole('button', { name: /Import HAR/ }).click()
  await (await chooser).setFiles({ name: 'calls.har', mimeType: 'application/json', buffer: archive })
  await panel.getByText('Fetch/XHR').click()
  const row = (text: RegExp) => panel.getByRole('row').filter({ hasText: text })
  await row(/Finished/).waitFor()
  const rows = (await panel.getByRole('row').allInnerTexts()).slice(1).map(text => text.split('\t').slice(0, 3))
  t.same(rows, [
    ['Image', '200', 'fetch'], ['Image', '200', 'fetch'], ['ImageInfo', '200', 'fetch'], ['ImageInfo', '400', 'fetch'], ['ImageInfo', 'Finished', 'fetch'],
  ])

  await row(/ImageInfo/).first().locator('td').first().click()
  await panel.getByRole('tab', { name: 'Payload' }).click()
  await panel.getByRole('treeitem', { name: 'Description : "Front view"' }).waitFor()
  await row(/Image/).nth(1).locator('td').first().click()
  await panel.getByRole('tab', { name: 'Preview' }).click()
  await panel.getByText('40 × 30').waitFor()
}, { needsDevTools: true })
