// The views of the page, of which one is shown. The address says which, so that it can be kept and gone back to.

import { session } from './call.js'
import { byId, say, showProblem } from './elements.js'

/**
 * @typedef {object} View what is shown of a tenant
 * @property {string} title
 * @property {(signal: AbortSignal, tenant: string) => Promise<void>} open shows it; it is over when the signal says so
 */

/** @type {Map<string, View>} */
const views = new Map()
const FIRST = 'pictures'

/** Ends with the view and the tenant that are looked at. */
let looking = new AbortController()

/** @param {string} name as in the address @param {View} view */
export function addView (name, view) {
  views.set(name, view)
}

const asked = () => location.hash.slice(1)
/** The name of the view that is shown. */
export const shownView = () => views.has(asked()) ? asked() : FIRST

/** Says when the view and the tenant that are looked at now are so no more. */
export const untilLeft = () => looking.signal

/** Shows the view that the address names, about the tenant that it names, as they are now. */
export async function showView () {
  looking.abort()
  looking = new AbortController()
  // What somebody was asked was about what was looked at then.
  for (const dialog of document.querySelectorAll('dialog')) dialog.close()
  const shown = shownView()
  const tenant = session.tenant || 'default'
  for (const name of views.keys()) byId(`${name}-view`).hidden = name !== shown
  for (const link of byId('views').querySelectorAll('a')) link.ariaCurrent = link.hash === `#${shown}` ? 'page' : null
  for (const name of document.querySelectorAll('.tenant-name')) name.textContent = tenant
  const view = views.get(shown)
  document.title = `${view?.title} of ${tenant} · superoffice-mock`
  await view?.open(looking.signal, session.tenant)
}

/**
 * Does something for what is looked at, and shows the sentence of what went wrong; what was wrong before is forgotten. When it
 * is left before the end, only a failure is told, where all is said.
 * @template Result
 * @param {Element} problem @param {() => Promise<Result>} work
 * @returns {Promise<Result | undefined>} undefined when it went wrong, or was left
 */
export async function attempt (problem, work) {
  const left = untilLeft()
  showProblem(problem)
  try {
    const result = await work()
    return left.aborted ? undefined : result
  } catch (error) {
    if (error.name === 'AbortError') return
    if (left.aborted) say(error.message)
    else showProblem(problem, error.message)
  }
}

/** Goes to another tenant, and stays in the view. @param {string} tenant */
export function goToTenant (tenant) {
  const search = tenant === '' ? '/' : `/?tenant=${encodeURIComponent(tenant)}`
  history.pushState(null, '', search + location.hash)
}
