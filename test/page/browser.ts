import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import type { Config } from '../../src/config/config.js'
import { buildTestApp } from '../helper.js'

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Chromium without windows and developer tools, as Debian packages it. With it, the tests take about half of the time. */
const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell'

/** The browser of tests that do not need the developer tools. */
const SMALLEST = process.env['CHROMIUM'] === undefined && existsSync(HEADLESS_SHELL) ? HEADLESS_SHELL : CHROMIUM

/** Timeout of the start of the browser, and of each step in most pages. It is long, because the machine can be busy. */
export const TIMEOUT_MS = 120_000

/** Options that turn off the sandbox (which many containers do not support), the GPU, QUIC, and some background activity of the browser. */
const CHROMIUM_ARGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
]

/** Problems on the pages of `open`: uncaught errors, unexpected errors and warnings in the console, and requests to other origins. */
const wrong: string[] = []

interface BrowserOptions {
  /** The option `skip` of the test if a browser exists. */
  readonly skip?: string | boolean
  /** True if the test uses the developer tools. */
  readonly needsDevTools?: boolean
}

/**
 * Runs a test in a browser. The test also fails if `wrong` contains problems when the test ends. Without a browser, the test fails in a CI
 * run, and is skipped otherwise.
 */
export function testInBrowser (name: string, test: (t: Test, browser: Browser) => Promise<void>, { skip = false, needsDevTools = false }: BrowserOptions = {}): void {
  const executablePath = needsDevTools ? CHROMIUM : SMALLEST
  const isMissing = !existsSync(executablePath)
  const problem = `${executablePath} does not exist; run apt-get install chromium, or set CHROMIUM to another browser`
  if (isMissing && process.env['CI'] === 'true') t.fail(problem)
  t.test(name, { skip: isMissing ? problem : skip }, async t => {
    const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS, timeout: TIMEOUT_MS })
    t.teardown(() => browser.close())
    await test(t, browser)
    t.same(wrong, [])
  })
}

export const PNG = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#0b6e63' } }).png().toBuffer()

export const file = (name: string, buffer = PNG) => ({ name, mimeType: 'image/png', buffer })

export const named = (...ids: number[]) => ids.map(ProductId => ({ ProductId, Name: `Product no. ${ProductId}` }))

/** Starts a mock, opens its page in a browser, and waits until the page no longer loads the list of products. */
export async function open (t: Test, browser: Browser, settings: Partial<Config> = {}, options: BrowserContextOptions = {}) {
  const app = await buildTestApp(t, settings)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const context = await browser.newContext({ locale: 'en-US', timezoneId: 'UTC', ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(TIMEOUT_MS)
  // File choosers are intercepted from the start, because a key press could open one before a test intercepts it.
  page.on('filechooser', () => undefined)
  const note = (what: string) => wrong.push(`${t.name}: ${what}`)
  page.on('pageerror', error => note(error.message))
  page.on('console', message => {
    // True for messages that tests cause, for example about requests that a test aborts or whose response a fault truncates.
    const isMeant = /status of (400|401|412) |net::ERR_(FAILED|CONTENT_LENGTH_MISMATCH)/.test(message.text())
    if (['error', 'warning'].includes(message.type()) && !isMeant) note(message.text())
  })
  page.on('request', request => {
    const { protocol, origin } = new URL(request.url())
    if (protocol !== 'blob:' && protocol !== 'data:' && origin !== app.listeningOrigin) note(request.url())
  })
  t.teardown(() => context.close())
  await page.goto(app.listeningOrigin)
  await page.locator('#owners:not([aria-busy])').waitFor()
  return { app, page }
}

export const card = (page: Page, name: string): Locator => page.getByRole('article', { name, exact: true })

export async function readTexts (page: Page): Promise<string[][]> {
  const cards = await page.locator('.card').all()
  return Promise.all(cards.map(one => Promise.all(['.name', '.id', '.description'].map(async part => String(await one.locator(part).textContent())))))
}

export const said = (page: Page, sentence: string) => page.getByRole('status').getByText(sentence, { exact: true }).waitFor()

export async function openInfo (page: Page, name: string): Promise<void> {
  await card(page, name).locator('.edit').click()
  await page.locator('#info-dialog[open]').waitFor()
}

export const isShown = (one: Locator) => one.locator('img:not([hidden])').waitFor()

export async function choose (page: Page, button: Locator, file: { name: string, mimeType: string, buffer: Buffer }): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await button.click()
  await (await chooser).setFiles(file)
}

/** Dispatches the events of a drop of files to an element. */
export async function drop (page: Page, target: Locator, names: string[], bytes: Buffer): Promise<void> {
  const dataTransfer = await page.evaluateHandle(`(() => {
    const data = new DataTransfer()
    for (const name of ${JSON.stringify(names)}) data.items.add(new File([new Uint8Array([${[...bytes]}])], name, { type: 'image/png' }))
    return data
  })()`)
  await target.dispatchEvent('dragover', { dataTransfer })
  await target.dispatchEvent('drop', { dataTransfer })
}
