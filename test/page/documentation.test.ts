import { once } from 'node:events'
import { createServer } from 'node:http'
import { createMockServer } from '../../src/index.js'
import { PAGES, putAddress, readBlocks } from '../documents.js'
import { testInBrowser } from './browser.js'

testInBrowser('each HTML example of the documentation saves a description and shows it, as a page of another origin', async (t, browser) => {
  for (const { page: name, line, code } of PAGES.flatMap(readBlocks).filter(({ language }) => language === 'html')) {
    await using mock = await createMockServer()
    // The page is served by a server on the loopback address, and not by `page.route` at an invented host, because Chromium does not let a
    // page without TLS on another host send requests to the loopback address.
    const site = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(putAddress(code, mock.url)))
    t.teardown(() => site.close())
    await once(site.listen(0, '127.0.0.1'), 'listening')
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${Object(site.address()).port}/`)
    await page.locator('#result', { hasText: 'Front view' }).waitFor()
    t.pass(`${name}, line ${line}`)
  }
})
