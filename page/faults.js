// The view of what goes wrong: rules that are there by name, with a switch each, and all rules with what came of them.

import { addPreset, clearFaults, listFaults, listPresets, removeFault } from './control-calls.js'
import { attempt, button, byId, element, say } from './elements.js'

/** @typedef {import('./control-calls.js').Fault} Fault */
/** @typedef {import('./control-calls.js').Preset} Preset */

const problem = byId('faults-problem')
const presets = byId('presets')
const rules = /** @type {HTMLTableSectionElement} */ (document.querySelector('#rules tbody'))

/** How often the counts are read again while somebody looks. */
const REFRESH_MS = 2000

/** The rules that were there when they were read last. @type {Fault[]} */
let faults = []

/** @param {AbortSignal} [signal] */
async function showFaults (signal) {
  ({ Faults: faults } = await listFaults(signal))
  const names = new Set(faults.map(({ Preset }) => Preset))
  for (const input of presets.querySelectorAll('input')) input.checked = names.has(input.name)
  showRules()
}

function showRules () {
  const focused = document.activeElement instanceof HTMLElement && rules.contains(document.activeElement) ? document.activeElement.ariaLabel : null
  rules.replaceChildren(...faults.map(rowOf))
  for (const one of rules.querySelectorAll('button')) if (one.ariaLabel === focused) one.focus()
  const none = faults.length === 0
  byId('rules').hidden = none
  byId('rules-empty').hidden = !none
  byId('faults-clear').hidden = none
  byId('faults-count').textContent = none ? '' : faults.length === 1 ? '1 rule' : `${faults.length} rules`
}

/** @param {Fault} fault */
function rowOf ({ Id, Met, Applied, Preset, Rule: { Match = {}, Actions, Times, TimeToLiveSeconds } }) {
  const { Method = 'Any method', Path = '', ...criteria } = Match
  const row = element('tr')
  const limits = { ...(Times !== undefined && { Times }), ...(TimeToLiveSeconds !== undefined && { TimeToLiveSeconds }) }
  const remove = element('td')
  remove.append(button('Remove', `Remove rule ${Id}`, () => act(() => removeFault(Id), `The rule ${Id} is removed.`)))
  row.append(
    element('td', Preset === undefined ? String(Id) : `${Id} ${Preset}`),
    element('td', [[Method, Path].join(' ').trim(), ...wordsOf(criteria)].join(', '), 'call'),
    element('td', [...Actions.map(({ Action, ...others }) => [Action, ...wordsOf(others)].join(', ')), ...wordsOf(limits)].join('; ')),
    element('td', String(Met), 'number'),
    element('td', String(Applied), 'number'),
    remove)
  return row
}

/** `Status 503`, for each property. @param {object} properties */
const wordsOf = properties => Object.entries(properties).map(([name, value]) =>
  `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)

/** @param {() => Promise<unknown>} work @param {string} sentence */
async function act (work, sentence) {
  const isDone = await attempt(problem, async () => {
    await work()
    return true
  })
  await attempt(problem, showFaults)
  if (isDone) say(sentence)
  if (document.activeElement === document.body) presets.querySelector('input')?.focus()
}

/** @param {Preset} preset */
function presetItem ({ Name, Description }) {
  const item = element('li')
  const label = element('label', '', 'switch')
  const input = element('input')
  Object.assign(input, { type: 'checkbox', name: Name, role: 'switch' })
  const text = element('span', Name)
  text.append(element('span', Description, 'hint'))
  label.append(input, text)
  item.append(label)
  input.addEventListener('change', () => input.checked
    ? act(() => addPreset(Name), `The fault ${Name} is on.`)
    : act(async () => {
      for (const { Id } of faults.filter(({ Preset }) => Preset === Name)) await removeFault(Id)
    }, `The fault ${Name} is off.`))
  return item
}

byId('faults-clear').addEventListener('click', () => act(clearFaults, 'No rule is there now.'))

/** @type {import('./views.js').View} */
export const faultsView = {
  title: 'Faults',
  async open (signal) {
    await attempt(problem, async () => {
      const { Presets } = await listPresets(signal)
      presets.replaceChildren(...Presets.map(presetItem))
      await showFaults(signal)
      const timer = setInterval(() => attempt(problem, () => showFaults(signal)), REFRESH_MS)
      signal.addEventListener('abort', () => clearInterval(timer))
    })
  },
}
