// The view of the fault rules. It has a switch for each preset, a table of all rules with their counts, buttons that remove rules, and a
// form that adds rules.

import { createControlClient } from './control-client.js'
import { button, byId, element, say, showProblem } from './elements.js'
import { showFaultNotice } from './fault-notice.js'
import { whenRuleIsSubmitted } from './rule-form.js'
import { actionsText, limitsText, matchText } from './rule-words.js'
import { attempt, untilLeft } from './views.js'

/** @typedef {import('./control-client.js').Fault} Fault */
/** @typedef {import('./control-client.js').Preset} Preset */

const problem = byId('faults-problem')
/** The element for errors of reading the presets and the rules. Errors of the user's actions are shown in other elements. */
const readingProblem = byId('faults-reading')
const presets = byId('presets')
const rules = /** @type {HTMLTableSectionElement} */ (document.querySelector('#rules tbody'))

const REFRESH_MS = 2000

let client = createControlClient('')
/** @type {Fault[]} */
let faults = []
/**
 * The rows of the table. The key of a row contains all values that the row shows, except the counts.
 * @type {Map<string, HTMLTableRowElement>}
 */
let rows = new Map()
/** The last action of the user; undefined if no action is running. @type {Promise<unknown> | undefined} */
let acting

/** @param {boolean} [asked] true by default; false if no action of the user caused the requests */
async function showFaults (asked) {
  const [from, left] = [client, untilLeft()]
  try {
    if (presets.childElementCount === 0) {
      const { Presets } = await from.listPresets(left, asked)
      if (!left.aborted) presets.replaceChildren(...Presets.map(presetItem))
    }
    const { Faults } = await from.listFaults(left, asked)
    if (left.aborted) return
    faults = Faults
  } catch (error) {
    if (!left.aborted) showProblem(readingProblem, error.message)
    return
  }
  showProblem(readingProblem)
  const names = new Set(faults.map(({ Preset }) => Preset))
  for (const input of presets.querySelectorAll('input')) input.checked = names.has(input.name)
  showRules()
  showFaultNotice(faults)
}

/** @param {Fault} fault */
const toKey = ({ Id, Preset, Rule }) => JSON.stringify([Id, Preset, Rule])

/** The rows of existing rules are reused, because the user may be about to click a button in them. */
function showRules () {
  const before = rows
  rows = new Map(faults.map(fault => [toKey(fault), before.get(toKey(fault)) ?? createRow(fault)]))
  for (const [key, row] of before) if (!rows.has(key)) row.remove()
  for (const fault of faults) {
    const row = /** @type {HTMLTableRowElement} */ (rows.get(toKey(fault)))
    // A new row is appended, because the server adds new rules at the end of the list.
    if (!row.isConnected) rules.append(row)
    row.cells[MET].textContent = String(fault.Met)
    row.cells[APPLIED].textContent = String(fault.Applied)
  }
  const none = faults.length === 0
  byId('rules').hidden = none
  byId('rules-empty').hidden = !none
  byId('faults-clear').hidden = none
  byId('faults-count').textContent = none ? '' : faults.length === 1 ? '1 rule' : `${faults.length} rules`
}

const [MET, APPLIED] = [3, 4]

/** @param {Fault} fault */
function createRow ({ Id, Preset, Rule }) {
  const row = element('tr')
  const { removeFault } = client
  const remove = element('td')
  remove.append(button('Remove', `Remove rule ${Id}`, () => act(() => removeFault(Id), `Rule ${Id} is removed.`)))
  const [id, met, applied] = ['Rule', 'Met', 'Applied'].map(label => {
    const cell = element('td', '', label === 'Rule' ? 'short' : 'number')
    // The label is shown on narrow screens, on which the column headings are hidden.
    cell.dataset['label'] = label
    return cell
  })
  id.textContent = Preset === undefined ? String(Id) : `${Id} ${Preset}`
  row.append(
    id,
    element('td', matchText(Rule), 'request'),
    element('td', [actionsText(Rule), limitsText(Rule)].filter(Boolean).join('; '), 'remarks'),
    met,
    applied,
    remove)
  return row
}

/**
 * Runs `work` after the earlier actions, and then reads and shows the rules.
 * @param {() => Promise<unknown>} work @param {string} sentence the message of success
 * @param {Element} [place] the element that shows an error of `work`
 */
async function act (work, sentence, place = problem) {
  const before = acting
  const doing = acting = (async () => {
    await before
    const isDone = await attempt(place, async () => {
      await work()
      return true
    })
    await showFaults()
    if (isDone) say(sentence)
    if (document.activeElement === document.body) presets.querySelector('input')?.focus()
  })()
  await doing
  if (acting === doing) acting = undefined
}

/** @param {Preset} preset */
function presetItem ({ Name, Description, Rules }) {
  const { addPreset, removeFault } = client
  const item = element('li')
  const label = element('label', '', 'switch')
  const input = element('input')
  Object.assign(input, { type: 'checkbox', name: Name, role: 'switch' })
  const text = element('span', Name)
  text.append(element('span', Description, 'hint'))
  label.append(input, text)
  item.append(label, presetRules(Rules))
  input.addEventListener('change', () => input.checked
    ? act(() => addPreset(Name), `The preset ${Name} is on.`)
    : act(async () => {
      for (const { Id } of faults.filter(({ Preset }) => Preset === Name)) await removeFault(Id)
    }, `The preset ${Name} is off.`))
  return item
}

/** @param {import('./control-client.js').FaultRule[]} rules */
function presetRules (rules) {
  const details = element('details')
  const list = element('ol')
  list.append(...rules.map(rule => element('li', [`${matchText(rule)}: ${actionsText(rule)}`, limitsText(rule)].filter(Boolean).join('; '))))
  details.append(element('summary', rules.length === 1 ? 'Show the rule' : `Show the ${rules.length} rules`), list)
  return details
}

byId('faults-clear').addEventListener('click', () => act(client.clearFaults, 'All rules are removed.'))
whenRuleIsSubmitted(rule => act(() => client.addFaults(rule), 'The rule is added.', byId('rule-problem')))

/** @type {import('./views.js').View} */
export const faultsView = {
  title: 'Faults',
  section: 'faults-view',
  async open (signal, tenant) {
    client = createControlClient(tenant)
    faults = []
    showRules()
    byId('rules-empty').hidden = true
    presets.replaceChildren()
    for (const place of [problem, byId('rule-problem')]) showProblem(place)
    const timer = setInterval(() => { if (acting === undefined) showFaults(false) }, REFRESH_MS)
    signal.addEventListener('abort', () => clearInterval(timer))
    await showFaults()
  },
}
