import type { Page } from 'playwright-core'
import type { FastifyInstance } from 'fastify'
import sharp from 'sharp'
import { PNG, card, choose, drop, file, isShown, named, open, openInfo, said, testInBrowser, readTexts } from './browser.js'
import { imageInfoPath, putOk } from '../helper.js'

const NO_RESPONSE = 'No response was received. The change may have been saved.'

const imagePath = (productId: number) => `/api/v1/Product/${productId}/Image`

/** Removes, from the page's requests to the API, a header by which the mock recognizes its page. Faults then apply to these requests. */
const meetFaults = (page: Page) => page.route('**/api/**', async route => {
  const { 'x-superoffice-mock-page': _page, ...headers } = await route.request().allHeaders()
  await route.continue({ headers })
})

/** Adds a fault rule that applies once, to the next matching request of a tenant. */
async function addFault (app: FastifyInstance, Match: object, Actions: object[], tenant = ''): Promise<void> {
  const { statusCode, body } = await app.inject({ method: 'POST', url: `${tenant}/_mock/faults`, payload: { Match, Actions, Times: 1 } })
  if (statusCode !== 201) throw new Error(body)
}

const slow = (app: FastifyInstance, Match: object, tenant = '') =>
  addFault(app, Match, [{ Action: 'Delay', Milliseconds: 1000 }], tenant)

const sent = (page: Page, method: string, path: string) =>
  page.waitForRequest(request => request.method() === method && request.url().includes(path))

const answered = (page: Page, method: string, path: string) =>
  page.waitForResponse(answer => answer.request().method() === method && answer.url().includes(path))

/**
 * Holds back the page's requests whose address matches a pattern. Returns a promise that resolves when the first request is sent, and a
 * function that releases all requests.
 * @param address a pattern of Playwright
 */
async function hold (page: Page, address: string) {
  const { promise: isThere, resolve: arrive } = promised()
  const { promise: isFree, resolve: release } = promised()
  await page.route(address, async route => {
    arrive()
    await isFree
    await route.fallback()
  })
  return { isThere, release }
}

function promised () {
  let resolve = () => {}
  const promise = new Promise<void>(_resolve => { resolve = _resolve })
  return { promise, resolve }
}

/** Waits for two animation frames, in which the page handles a response that it has received. */
const settled = (page: Page) => page.evaluate(`new Promise(resolve => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))
})`)

async function goTo (page: Page, tenant: string): Promise<void> {
  await page.locator('#tenant').fill(tenant)
  await page.locator('#tenant').press('Enter')
}

testInBrowser('the page does not change data or fields by mistake', async (t, browser) => {
  t.test('dragging a picture within the page and dropping it on a card saves nothing', async t => {
    const { app, page } = await open(t, browser)
    const large = await sharp({ create: { width: 1600, height: 1200, channels: 3, background: '#0b6e63' } }).png().toBuffer()
    await app.inject({ method: 'PUT', url: imagePath(1001), headers: { 'content-type': 'image/png' }, payload: large })
    await page.reload()
    await isShown(card(page, 'Pocket lamp'))
    const saved: string[] = []
    page.on('request', request => { if (request.method() === 'PUT') saved.push(request.url()) })
    const box = await card(page, 'Pocket lamp').locator('img').boundingBox()
    // Uses the DevTools protocol, because with Playwright's mouse, Playwright and not the browser would handle the drag.
    const devtools = await page.context().newCDPSession(page)
    const mouse = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', steps: number) => devtools.send('Input.dispatchMouseEvent', {
      type, x: Number(box?.x) + 40 + steps * 12, y: Number(box?.y) + 40 + steps * 12, button: 'left', buttons: type === 'mouseReleased' ? 0 : 1, clickCount: 1,
    })
    await mouse('mousePressed', 0)
    for (const steps of [1, 2, 3, 4, 5]) await mouse('mouseMoved', steps)
    await mouse('mouseReleased', 5)
    await settled(page)
    await page.waitForLoadState('networkidle')
    t.same((await app.inject(imagePath(1001))).rawPayload, large)
    await page.evaluate("document.querySelector('.card img').dispatchEvent(new DragEvent('dragstart', { bubbles: true }))")
    await drop(page, card(page, 'Rain jacket'), ['own.png'], PNG)
    await settled(page)
    t.same(saved, [])
  })

  t.test('the page saves a picture to the tenant for which it was chosen, even if the user switches to another tenant before the response', async t => {
    const { app, page } = await open(t, browser)
    await meetFaults(page)
    await goTo(page, 'TA')
    await said(page, '3 products of TA.')
    await goTo(page, 'TB')
    await said(page, '3 products of TB.')
    for (const [button, dialog] of [['.edit', '#info-dialog'], ['.delete', '#delete-dialog']] as const) {
      await card(page, 'Rain jacket').locator(button).click()
      await page.locator(`${dialog}[open]`).waitFor()
      await page.goBack()
      await page.locator(`${dialog}[open]`).waitFor({ state: 'detached' })
      await page.goForward()
      await card(page, 'Rain jacket').waitFor()
    }
    await slow(app, { Method: 'GET', Path: imageInfoPath(1001) }, '/TB')
    const [asked, read] = [sent(page, 'GET', imageInfoPath(1001)), answered(page, 'GET', imageInfoPath(1001))]
    await card(page, 'Pocket lamp').locator('.edit').click()
    await asked
    await goTo(page, 'TA')
    await said(page, '3 products of TA.')
    await read
    await slow(app, { Method: 'PUT', Path: imagePath(1003) }, '/TA')
    const [begun, saved] = [sent(page, 'PUT', imagePath(1003)), answered(page, 'PUT', imagePath(1003))]
    await choose(page, card(page, 'Service agreement, one year').locator('.choose'), file('of TA.png'))
    await begun
    await goTo(page, 'TB')
    await said(page, '3 products of TB.')
    await saved
    await said(page, 'The picture of Service agreement, one year is saved.')
    t.equal(await page.locator('dialog[open]').count(), 0)
    t.equal((await app.inject(`/TA${imagePath(1003)}`)).statusCode, 200, 'the picture is saved in the tenant TA')
    t.equal((await app.inject(`/TB${imagePath(1003)}`)).statusCode, 404)
  })

  t.test('the page does not change the open dialog when a response arrives for a dialog that was closed', async t => {
    const { app, page } = await open(t, browser)
    await meetFaults(page)
    for (const Actions of [[], [{ Action: 'Answer', Status: 412 }]]) {
      await addFault(app, { Method: 'PUT', Path: imageInfoPath(1001) }, [{ Action: 'Delay', Milliseconds: 1000 }, ...Actions])
      await openInfo(page, 'Pocket lamp')
      const ended = page.waitForEvent('requestfailed')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.keyboard.press('Escape')
      await said(page, NO_RESPONSE)
      await openInfo(page, 'Rain jacket')
      await page.getByLabel('Description').fill('not lost')
      await ended
      await settled(page)
      t.equal(await page.getByLabel('Description').inputValue(), 'not lost')
      t.equal(await page.locator('#info-dialog[open] .problem').isVisible(), false)
      await page.keyboard.press('Escape')
    }
    await slow(app, { Method: 'POST', Path: '/api/v1/Product' })
    await page.locator('#add').click()
    await page.getByRole('dialog').getByLabel('Name').fill('First')
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await said(page, NO_RESPONSE)
    await page.locator('#add').click()
    t.equal(await page.locator('#product-dialog form').getAttribute('aria-busy'), null)
    await page.getByRole('dialog').getByLabel('Name').fill('Second')
    await page.getByRole('button', { name: 'Add' }).click()
    await said(page, 'Second is added.')
  })

  t.test('the page does not fill the open dialog with stored values that were read for a dialog that was closed', async t => {
    const { app, page } = await open(t, browser)
    await meetFaults(page)
    await openInfo(page, 'Pocket lamp')
    await putOk(app, { Description: 'theirs' }, { url: imageInfoPath(1001) })
    await page.getByRole('button', { name: 'Save' }).click()
    await slow(app, { Method: 'GET', Path: imageInfoPath(1001) })
    const [asked, read] = [sent(page, 'GET', imageInfoPath(1001)), answered(page, 'GET', imageInfoPath(1001))]
    await page.getByRole('button', { name: 'Load the stored values' }).click()
    await asked
    await page.keyboard.press('Escape')
    await openInfo(page, 'Rain jacket')
    await read
    t.equal(await page.getByLabel('Description').inputValue(), 'Rain jacket, yellow')
  })

  t.test('the page does not change stored strings that a field cannot show, such as those with line breaks', async t => {
    const { app, page } = await open(t, browser, { writePolicy: 'client' })
    await putOk(app, { Description: 'a\r\nb', MimeType: 'image/\npng', ConceptualType: null }, { url: imageInfoPath(1001) })
    await openInfo(page, 'Pocket lamp')
    await page.getByLabel('Extra info').fill('changed')
    await page.getByRole('button', { name: 'Save' }).click()
    await said(page, 'The image info of Pocket lamp is saved.')
    t.match((await app.inject(imageInfoPath(1001))).json(), {
      Description: 'a\r\nb', MimeType: 'image/\npng', ConceptualType: null, ExtraInfo: 'changed',
    })
  })

  t.test('the page does not recreate a product that another client has deleted', async t => {
    const { app, page } = await open(t, browser)
    // Waits until these pictures are loaded, because they cannot be loaded after their products are deleted.
    for (const name of ['Pocket lamp', 'Rain jacket']) await isShown(card(page, name))
    for (const productId of [1001, 1002]) await app.inject({ method: 'DELETE', url: `/api/v1/Product/${productId}` })
    await card(page, 'Pocket lamp').locator('.edit').click()
    await said(page, 'Pocket lamp no longer exists.')
    await drop(page, card(page, 'Rain jacket'), ['jacket.png'], PNG)
    await said(page, 'Rain jacket no longer exists.')
    t.same((await readTexts(page)).map(([name]) => name), ['Service agreement, one year'])
    t.equal((await app.inject(imagePath(1002))).statusCode, 404)
  })

  t.test('a response that arrives after the user has started another action opens no dialog and changes no field', async t => {
    const { app, page } = await open(t, browser)
    const lamp = await hold(page, `**${imageInfoPath(1001)}`)
    const title = () => page.locator('dialog[open] h2').textContent()
    await card(page, 'Pocket lamp').locator('.edit').click()
    await lamp.isThere
    await openInfo(page, 'Rain jacket')
    await page.getByLabel('Description').fill('of the jacket')
    const read = answered(page, 'GET', imageInfoPath(1001))
    lamp.release()
    await read
    await settled(page)
    t.equal(await title(), 'Image info of Rain jacket')
    await page.getByRole('button', { name: 'Save' }).click()
    await said(page, 'The image info of Rain jacket is saved.')
    t.match((await app.inject(imageInfoPath(1001))).json(), { Description: /^US:"Pocket lamp, front"/ })
    t.match((await app.inject(imageInfoPath(1002))).json(), { Description: 'of the jacket' })
    for (const begin of [() => page.locator('#add').click(), () => page.getByRole('link', { name: 'Faults' }).click()]) {
      await page.unrouteAll()
      const again = await hold(page, `**${imageInfoPath(1001)}`)
      await card(page, 'Pocket lamp').locator('.edit').click()
      await again.isThere
      await begin()
      const reread = answered(page, 'GET', imageInfoPath(1001))
      again.release()
      await reread
      await settled(page)
      t.equal(await page.locator('#info-dialog[open]').count(), 0)
      await page.keyboard.press('Escape')
    }
  })

  t.test('the picture of a new product is saved in its tenant, and not for a product with the same id in another tenant', async t => {
    const { app, page } = await open(t, browser)
    await app.inject({ method: 'POST', url: '/TD/api/v1/Product', payload: { Name: 'theirs' } })
    await goTo(page, 'TD')
    await said(page, '4 products of TD.')
    await goTo(page, 'TC')
    await said(page, '3 products of TC.')
    const list = await hold(page, '**/TC/_mock/pictures?after=1003&limit=1&owner=Product')
    await drop(page, page.locator('main'), ['Tent.png'], PNG)
    await page.getByRole('button', { name: 'Add' }).click()
    await list.isThere
    await page.goBack()
    await card(page, 'theirs').waitFor()
    list.release()
    await said(page, 'The picture of Tent is saved.')
    t.equal((await app.inject(`/TC${imagePath(1004)}`)).statusCode, 200)
    t.equal((await app.inject(`/TD${imagePath(1004)}`)).statusCode, 404)
  })

  t.test('a picture saved for a person does not change the product with the same id on the page', async t => {
    const { app, page } = await open(t, browser, { seed: { Products: named(7), Persons: [{ Id: 7, Name: 'Ada' }] } })
    await page.getByRole('link', { name: 'Persons' }).click()
    const image = await hold(page, '**/api/v1/Person/7/Image')
    await drop(page, card(page, 'Ada'), ['ada.png'], PNG)
    await image.isThere
    await page.getByRole('link', { name: 'Products' }).click()
    const product = card(page, 'Product no. 7')
    await product.getByText('No picture').waitFor()
    image.release()
    await said(page, 'The picture of Ada is saved.')
    t.same(await readTexts(page), [['Product no. 7', '7', '']])
    t.equal(await product.getByText('No picture').isVisible(), true)
    t.same((await app.inject('/api/v1/Person/7/Image')).rawPayload, PNG)
    t.equal((await app.inject(imagePath(7))).statusCode, 404)
  })

  t.test('if the user closes a dialog before the response to its upload arrives, the page reads the list again', async t => {
    const { app, page } = await open(t, browser, { seed: 'none' })
    await meetFaults(page)
    await page.getByRole('link', { name: 'Persons' }).click()
    await page.getByText('This tenant has no persons yet.').waitFor()
    await slow(app, { Method: 'PUT', Path: '/api/v1/Person/5/Image' })
    await drop(page, page.locator('main'), ['ada.png'], PNG)
    await page.getByRole('dialog').getByLabel('Id').fill('5')
    const begun = sent(page, 'PUT', '/api/v1/Person/5/Image')
    await page.keyboard.press('Enter')
    await begun
    const listed = answered(page, 'GET', '/_mock/pictures?after=0&limit=60&owner=Person')
    await page.keyboard.press('Escape')
    await said(page, NO_RESPONSE)
    t.equal((await listed).status(), 200)
  })

  t.test('a list of snapshots that arrives after a switch to another tenant is not shown', async t => {
    const { app, page } = await open(t, browser)
    await page.goto(`${app.listeningOrigin}/?tenant=TB#clock`)
    await page.getByText('No snapshots yet.').waitFor()
    const opened = answered(page, 'GET', '/TA/_mock/snapshots')
    await goTo(page, 'TA')
    await opened
    await page.getByText('No snapshots yet.').waitFor()
    await page.getByLabel('New snapshot').fill('of-TA')
    const list = await hold(page, '**/TA/_mock/snapshots')
    await page.keyboard.press('Enter')
    await list.isThere
    await page.goBack()
    await page.getByText('No snapshots yet.').waitFor()
    const read = answered(page, 'GET', '/TA/_mock/snapshots')
    list.release()
    await read
    await settled(page)
    t.equal(await page.getByRole('button', { name: 'Restore of-TA' }).count(), 0)
  })

  t.test('the second click of a double click opens no dialog on the page', async t => {
    const { page } = await open(t, browser)
    await card(page, 'Rain jacket').locator('.delete').dblclick()
    await page.keyboard.press('Escape')
    await card(page, 'Rain jacket').locator('.edit').dispatchEvent('click', { detail: 2 })
    await page.waitForLoadState('networkidle')
    t.equal(await page.locator('dialog[open]').count(), 0)
  })
})

testInBrowser('the page shows errors', async (t, browser) => {
  t.test('the page keeps showing an error while it refreshes the rules', async t => {
    const { app, page } = await open(t, browser)
    await page.getByRole('link', { name: 'Faults' }).click()
    const rule = { Match: { Path: '/api/v1/Product/{productId}' }, Actions: [{ Action: 'Answer', Status: 503 }] }
    await app.inject({ method: 'POST', url: '/_mock/faults', payload: { Rules: Array.from({ length: 1000 }, () => rule) } })
    await page.getByText('1000 rules').waitFor()
    const row = await page.getByRole('button', { name: 'Remove rule 1', exact: true }).elementHandle()
    await page.getByRole('switch', { name: 'flaky' }).click()
    const sentence = page.getByText('A tenant can have at most 1000 fault rules')
    await sentence.waitFor()
    await app.inject('/api/v1/Product/1001')
    await page.getByRole('row', { name: /^1 Any method .* 1 1 / }).waitFor()
    t.equal(await sentence.isVisible(), true)
    t.equal(await row?.isVisible(), true, 'the row of an unchanged rule is not replaced')
    await page.route('**/_mock/faults', route => route.abort())
    await page.locator('#faults-reading', { hasText: 'The server could not be reached.' }).waitFor()
    await page.unroute('**/_mock/faults')
    await page.locator('#faults-reading').waitFor({ state: 'hidden' })
    t.equal(await page.getByRole('switch', { name: 'flaky' }).isChecked(), false)
  })

  t.test('the page shows the error of an action even if the user has switched to another view', async t => {
    const { app, page } = await open(t, browser)
    await meetFaults(page)
    const sending = await hold(page, `**${imagePath(1003)}`)
    await choose(page, card(page, 'Service agreement, one year').locator('.choose'), file('one.png'))
    await sending.isThere
    await page.getByRole('link', { name: 'Faults' }).click()
    await addFault(app, { Method: 'PUT', Path: imagePath(1003) }, [{ Action: 'Answer', Status: 412 }])
    sending.release()
    await page.getByRole('status').getByText(/^Service agreement, one year: .*changed/).waitFor()

    await page.unrouteAll()
    await page.getByRole('link', { name: 'Products' }).click()
    const second = await hold(page, `**${imagePath(1003)}`)
    await choose(page, card(page, 'Service agreement, one year').locator('.choose'), file('two.png'))
    await second.isThere
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await said(page, '3 products of default.')
    second.release()
    await said(page, 'The picture of Service agreement, one year is saved.')
    await isShown(card(page, 'Service agreement, one year'))
  })

  t.test('the page shows no outdated values while it waits for a response or shows an error', async t => {
    const { app, page } = await open(t, browser)
    await goTo(page, 'TB')
    await said(page, '3 products of TB.')
    const list = await hold(page, '**/TA/_mock/pictures?*')
    await goTo(page, 'TA')
    await list.isThere
    t.equal(await page.locator('#count').textContent(), '')
    t.equal(await page.locator('#empty').isVisible(), false)
    await page.goBack()
    await page.getByText('3 products', { exact: true }).waitFor()
    list.release()
    await settled(page)
    t.equal(await page.locator('#status').textContent(), '3 products of TB.')

    await app.inject('/TB/api/v1/Product/1001')
    await app.inject({ method: 'PUT', url: '/TB/_mock/clock', payload: { Now: '2001-02-03T00:00:00Z', Frozen: true } })
    for (const [view, shown] of [['Journal', '.entry'], ['Faults', '#presets li'], ['Clock and snapshots', '#now:text("2001-02-03")']] as const) {
      await page.getByRole('link', { name: view }).click()
      await page.locator(shown).first().waitFor()
      await page.route('**/_mock/**', route => route.abort())
      await goTo(page, 'TC')
      await page.locator('.view:not([hidden]) .problem:not([hidden])').waitFor()
      t.equal(await page.locator(shown).count(), 0, view)
      t.equal(await page.locator('.view:not([hidden])').getByText(/No rules:|No snapshots yet|No requests yet|its own clock|1970/).filter({ visible: true }).count(), 0, view)
      await page.unroute('**/_mock/**')
      if (view !== 'Faults') await page.getByRole('button', { name: 'Try again' }).press('Enter')
      await page.locator(view === 'Faults' ? '#presets li' : `#${view === 'Journal' ? 'journal-method' : 'frozen'}:focus`).first().waitFor()
      await goTo(page, 'TB')
    }
  })

  t.test('the page shows an error in the journal when its stream fails, even after the journal was cleared', async t => {
    const { page } = await open(t, browser)
    await page.route('**/_mock/journal/stream?*', route => route.abort())
    await page.getByRole('link', { name: 'Journal' }).click()
    const problem = page.locator('#journal-problem', { hasText: 'The server could not be reached.' })
    await problem.waitFor()
    await page.getByRole('button', { name: 'Clear the journal' }).click()
    await said(page, 'The journal is empty.')
    t.equal(await problem.isVisible(), true)
  })

  t.test('a refused refresh of the page does not disturb a user who types the control token', async t => {
    const { page } = await open(t, browser)
    await page.getByRole('link', { name: 'Faults' }).click()
    await page.getByText('No rules:').waitFor()
    await page.route('**/_mock/faults', route => route.fulfill({ status: 401, json: { Message: 'No.' } }))
    await page.locator('#token:focus').waitFor()
    await page.keyboard.type('secret')
    for (let polls = 0; polls < 2; polls++) await answered(page, 'GET', '/_mock/faults')
    await page.keyboard.type('-token')
    t.equal(await page.getByLabel('Control token').inputValue(), 'secret-token')
    await page.unroute('**/_mock/faults')
    await page.locator('#session-problem').waitFor({ state: 'hidden' })
  })

  t.test('an error is shown at the button Load more or at the list, depending on which of them failed', async t => {
    const { page } = await open(t, browser, { seed: { Products: named(...Array.from({ length: 61 }, (_, index) => index + 1)) } })
    await choose(page, card(page, 'Product no. 1').locator('.choose'), file('one.png'))
    await said(page, 'The picture of Product no. 1 is saved.')
    await page.route('**/pictures?after=60*', route => route.abort())
    await page.getByRole('button', { name: 'Load more' }).click()
    await page.locator('#more-problem', { hasText: 'The server could not be reached.' }).waitFor()
    t.equal(await page.locator('#list-problem').isVisible(), false)
    t.equal(await page.locator('#status').textContent(), '', 'the earlier message of success is removed')
    await page.unroute('**/pictures?after=60*')
    await page.getByRole('button', { name: 'Load more' }).click()
    await said(page, '61 products.')
    t.equal(await page.locator('#more-problem').isVisible(), false)

    await page.route('**/_mock/pictures?*', route => route.abort())
    await page.reload()
    await page.locator('#list-problem', { hasText: 'The server could not be reached.' }).waitFor()
    await page.unroute('**/_mock/pictures?*')
    await page.getByRole('button', { name: 'Try again' }).press('Enter')
    await card(page, 'Product no. 1').waitFor()
    t.equal(await page.evaluate('document.activeElement.id'), 'add')
  })

  t.test('the page shows an error when a response cannot be read', async t => {
    const { app, page } = await open(t, browser)
    await meetFaults(page)
    const service = card(page, 'Service agreement, one year')
    for (const [Action, sentence] of [
      ['Truncate', 'The response of the server is incomplete.'], ['Malform', 'The response of the server is not JSON.'],
    ]) {
      await addFault(app, { Method: 'GET', Path: imageInfoPath(1003) }, [{ Action }])
      await service.locator('.edit').click()
      await service.getByText(String(sentence)).waitFor()
      await service.getByRole('button', { name: 'Dismiss' }).press('ArrowLeft')
      t.equal(await page.evaluate('document.activeElement.ariaLabel'), 'Replace… picture of Rain jacket')
    }
    // The mock sends this message with the status 421. This response has the status 400, because browsers can repeat a request
    // automatically after 421.
    await page.route('**/ImageInfo', route => route.fulfill({
      status: 400, json: { Message: 'Wrong subdomain used to access tenant', MessageDetail: 'A fault of the mock asks for this answer.' },
    }))
    await service.locator('.edit').click()
    await service.getByText('Wrong subdomain used to access tenant. A fault of the mock asks for this answer.').waitFor()
  })

  t.test('the page shows an error when a file is dropped on a busy card', async t => {
    const { app, page } = await open(t, browser)
    await meetFaults(page)
    const lamp = card(page, 'Pocket lamp')
    await slow(app, { Method: 'PUT', Path: imagePath(1001) })
    await drop(page, lamp, ['first.png'], PNG)
    await lamp.getByRole('status').getByText('Sending first.png…').waitFor()
    t.equal(await lamp.getByRole('progressbar').getAttribute('aria-label'), 'Sending first.png…')
    await drop(page, lamp, ['second.png'], PNG)
    await said(page, 'Pocket lamp is busy, and second.png was not sent.')
    await said(page, 'The picture of Pocket lamp is saved.')
  })

  t.test('the page shows an error when the tenant in its address is invalid', async t => {
    const { app, page } = await open(t, browser)
    await page.goto(`${app.listeningOrigin}/?tenant=..`)
    await page.getByText('The name of a tenant must be 1 to 64 letters, digits, “-” or “_”; got “..”.').waitFor()
    await page.goto(`${app.listeningOrigin}/#constructor`)
    await card(page, 'Pocket lamp').waitFor()
  })

  t.test('the page has a field for a token if the installation accepts no passwords', async t => {
    const { page } = await open(t, browser, { auth: 'any', installation: 'online' })
    await page.getByText('The mock runs as an online installation (SUPEROFFICE_MOCK_INSTALLATION=online) and accepts Bearer tokens, not passwords.').waitFor()
    t.equal(await page.evaluate('document.activeElement.id'), 'password')
    await page.keyboard.type('8A:Cust26759.made-up')
    await page.keyboard.press('Enter')
    await said(page, '3 products of default.')
    await isShown(card(page, 'Pocket lamp'))
    await openInfo(page, 'Pocket lamp')
  })
})

testInBrowser('the page shows current and readable values', async (t, browser) => {
  t.test('the page shows the rules of the last response, and a preset that is switched off while it is added is off', async t => {
    const { app, page } = await open(t, browser)
    const rule = (Path: string) => app.inject({ method: 'POST', url: '/_mock/faults', payload: { Match: { Path }, Actions: [{ Action: 'Drop' }] } })
    await page.getByRole('link', { name: 'Faults' }).click()
    await rule('/api/v1/Product/1')
    await page.getByRole('row', { name: /^1 Any method \/api\/v1\/Product\/1 Drop/ }).waitFor()
    const other = { Faults: [{ Id: 1, Met: 0, Applied: 0, Rule: { Match: { Path: '/api/v1/Product/2' }, Actions: [{ Action: 'Reset' }] } }] }
    await page.route('**/_mock/faults', route => route.fulfill({ json: other }))
    await page.getByRole('row', { name: /^1 Any method \/api\/v1\/Product\/2 Reset/ }).waitFor()
    t.equal(await page.locator('#rules tbody tr').count(), 1)
    await page.unroute('**/_mock/faults')
    await page.getByRole('button', { name: 'Remove all rules' }).click()
    await said(page, 'All rules are removed.')

    const adding = await hold(page, '**/_mock/faults/presets/flaky')
    const flaky = page.getByRole('switch', { name: 'flaky' })
    await flaky.click()
    await adding.isThere
    await flaky.click()
    adding.release()
    await said(page, 'The preset flaky is off.')
    t.same((await app.inject('/_mock/faults')).json().Faults, [])
    t.equal(await flaky.isChecked(), false)
  })

  t.test('at 360 pixels the page does not scroll sideways', async t => {
    const { app, page } = await open(t, browser, {}, { viewport: { width: 360, height: 700 } })
    await app.inject({
      method: 'POST', url: '/_mock/faults',
      payload: { Match: { Path: '/api/v1/Product/{productId}' }, Actions: [{ Action: 'Answer', Status: 503 }] },
    })
    await page.getByRole('link', { name: 'Faults' }).click()
    await page.getByText('1 rule', { exact: true }).waitFor()
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 360)
  })

  t.test('in a narrow window, the focus moves to the next control when a pressed button disappears', async t => {
    const { page } = await open(t, browser, { controlToken: 'of-the-tests' }, { viewport: { width: 720, height: 700 } })
    await page.getByText('The mock requires its control token').waitFor()
    await page.getByRole('link', { name: 'Clock and snapshots' }).click()
    await page.getByLabel('Control token').fill('of-the-tests')
    await page.keyboard.press('Enter')
    await page.getByText('No snapshots yet.').waitFor()
    await page.getByRole('button', { name: '+ 1 day' }).click()
    await page.getByRole('button', { name: 'Use the clock of the machine' }).press('Enter')
    await said(page, 'This tenant uses the clock of the machine again.')
    t.equal(await page.evaluate('document.activeElement.id'), 'frozen')
  })

  t.test('Alt with an arrow key does not move the focus between cards', async t => {
    const { page } = await open(t, browser)
    await card(page, 'Rain jacket').locator('.edit').press('Alt+ArrowRight')
    t.equal(await page.evaluate('document.activeElement.ariaLabel'), 'Edit info… of Rain jacket')
  })

  t.test('a card and its dialog show dates in the time zone of the browser, and a save keeps them', async t => {
    const { app, page } = await open(t, browser, { baseTimeZone: 'NO' }, { timezoneId: 'America/New_York' })
    await app.inject({ method: 'PUT', url: '/_mock/clock', payload: { Now: '2026-01-01T02:30:00Z', Frozen: true } })
    await putOk(app, { Description: 'late' }, { url: imageInfoPath(1003) })
    await page.reload()
    const service = card(page, 'Service agreement, one year')
    t.match(await service.locator('.facts').innerText(), 'Dec 31, 2025')
    await openInfo(page, 'Service agreement, one year')
    t.match(await page.locator('.details').innerText(), /Created\s+Dec 31, 2025, 9:30\sPM/)
    await page.getByLabel('Extra info').fill('later')
    await page.getByRole('button', { name: 'Save' }).click()
    await said(page, 'The image info of Service agreement, one year is saved.')
    t.equal((await app.inject({ url: imageInfoPath(1003), headers: { 'so-timezone': 'includeTZOffset' } })).json().CreatedDate, '2026-01-01T02:30:00Z')
  })

  t.test('the page shows each name in its own text direction', async t => {
    const name = 'abc \u202egnp.exe'
    const { page } = await open(t, browser, { seed: { Products: [{ ProductId: 1, Name: name }] } })
    await page.locator('.delete').click()
    t.equal(await page.locator('#delete-title bdi').textContent(), name)
    await page.getByRole('button', { name: 'Delete product' }).click()
    await said(page, `${name} is deleted.`)
    t.equal(await page.locator('#status bdi').textContent(), name)
  })

  t.test('the page requests pictures at about their displayed size, and a GIF as PNG if the user prefers reduced motion', async t => {
    const frames = [0, 1].map(shade => sharp({ create: { width: 4, height: 3, channels: 3, background: { r: shade * 255, g: 0, b: 0 } } }).png().toBuffer())
    const gif = await sharp(await Promise.all(frames), { join: { animated: true } }).gif({ loop: 0, delay: [500, 500] }).toBuffer()
    const { app, page } = await open(t, browser, {}, { reducedMotion: 'reduce', viewport: { width: 600, height: 800 } })
    await app.inject({ method: 'PUT', url: imagePath(1003), headers: { 'content-type': 'image/gif' }, payload: gif })
    const asked = page.waitForRequest(/1003\/Image\?w=640&h=480&type=PNG$/)
    await page.reload()
    await card(page, 'Service agreement, one year').scrollIntoViewIfNeeded()
    await asked
    await isShown(card(page, 'Service agreement, one year'))
    t.match(await page.locator('.name').first().getAttribute('dir'), 'auto')
  })
})
