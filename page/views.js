// The views of the page. The hash in the address names the view, so that a view can be bookmarked.

import { session } from './send-request.js'
import { byId, say, showProblem } from './elements.js'
import { clearFaultNotice, watchFaults } from './fault-notice.js'

/**
 * @typedef {object} View a view of a tenant
 * @property {string} title
 * @property {string} section the id of its element, which several views may share
 * @property {(signal: AbortSignal, tenant: string) => Promise<void>} open shows the view; the signal is aborted when the user leaves the
 * view or loads it again
 */

/** @type {Map<string, View>} */
const views = new Map()
const FIRST = 'pictures'

let looking = new AbortController()

/** Adds a view. @param {string} name the hash without "#" @param {View} view */
export function addView (name, view) {
  views.set(name, view)
}

const asked = () => location.hash.slice(1)
const shownView = () => views.has(asked()) ? asked() : FIRST

/** Returns a signal that is aborted when the user leaves the view or the tenant, or loads the view again. */
export const untilLeft = () => looking.signal

/** Opens the view that the address names, by default FIRST. If it is already open, loads it again. */
export async function showView () {
  looking.abort()
  looking = new AbortController()
  const { signal } = looking
  clearFaultNotice(session.tenant)
  // Open dialogs are closed, because they refer to the previous view.
  for (const dialog of document.querySelectorAll('dialog')) dialog.close()
  const shown = shownView()
  const tenant = session.tenant || 'default'
  for (const link of byId('views').querySelectorAll('a')) link.ariaCurrent = link.hash === `#${shown}` ? 'page' : null
  for (const name of document.querySelectorAll('.tenant-name')) name.textContent = tenant
  const view = views.get(shown)
  for (const { section } of views.values()) byId(section).hidden = section !== view?.section
  document.title = `${view?.title} of ${tenant} · superoffice-mock`
  await view?.open(signal, session.tenant)
  // Called after the view was opened, so that a refused credential is reported first for a request that the user caused.
  watchFaults(signal, session.tenant)
}

/**
 * Runs `work`, and shows its error in the element `problem`, or in the status line if the user has left the view. An AbortError is not
 * shown.
 * @template Result
 * @param {Element} problem @param {() => Promise<Result>} work
 * @returns {Promise<Result | undefined>} undefined after an error, or if the user has left the view
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

/** Changes the tenant in the address, without loading the view. @param {string} tenant empty for the default tenant */
export function goToTenant (tenant) {
  const search = tenant === '' ? location.pathname : `?tenant=${encodeURIComponent(tenant)}`
  history.pushState(null, '', search + location.hash)
}
