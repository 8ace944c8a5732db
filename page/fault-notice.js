// Shows a notice in every view while fault rules are active.

import { createControlClient } from './control-client.js'
import { byId } from './elements.js'

/** @typedef {import('./control-client.js').Fault} Fault */

const notice = byId('fault-notice')
const faultsView = byId('faults-view')

const REFRESH_MS = 2000

/** The tenant to which the notice refers. @type {string | undefined} */
let noticed

/** True if a rule has no `Times`, or was applied fewer than `Times` times. @param {Fault} fault */
const isActive = ({ Applied, Rule: { Times } }) => Applied !== Times

/** Shows the notice, or hides it if no rule is active. @param {Fault[]} faults all rules of the tenant */
export function showFaultNotice (faults) {
  const active = faults.filter(isActive).length
  const sentence = active === 0 ? '' : `${active === 1 ? '1 fault rule is' : `${active} fault rules are`} active. ${effect(active === 1)}`
  // The text is set only if it changes, because screen readers announce a text again when it is set.
  if (notice.textContent !== sentence) notice.textContent = sentence
}

/**
 * Returns the sentence about the effect of the rules on this page. Rules do not apply to the page if its requests have the header
 * `Sec-Fetch-Site`, which browsers send only to HTTPS and loopback addresses.
 * @param {boolean} isOne true if one rule is active
 */
const effect = isOne => isSecureContext
  ? `${isOne ? 'It does' : 'They do'} not apply to this page.`
  : `${isOne ? 'It applies' : 'They apply'} to this page as well, because it has neither TLS nor the address of this machine.`

/** Removes the notice if it is about another tenant. @param {string} tenant the tenant that will be shown */
export function clearFaultNotice (tenant) {
  if (tenant !== noticed) showFaultNotice([])
  noticed = tenant
}

/**
 * Updates the notice for a tenant until the signal is aborted. Does nothing in the view of the faults, which updates the notice itself.
 * @param {AbortSignal} signal @param {string} tenant
 */
export function watchFaults (signal, tenant) {
  if (signal.aborted || !faultsView.hidden) return
  const { listFaults } = createControlClient(tenant)
  const show = () => listFaults(signal, false).then(({ Faults }) => { if (!signal.aborted) showFaultNotice(Faults) }, () => undefined)
  const timer = setInterval(show, REFRESH_MS)
  signal.addEventListener('abort', () => clearInterval(timer))
  show()
}
