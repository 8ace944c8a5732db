// The view of what goes wrong: rules that are there by name, with a switch each, and all rules with what came of them.

import { controlCallsOf } from './control-calls.js'
import { button, byId, element, say, showProblem } from './elements.js'
import { attempt, untilLeft } from './views.js'

/** @typedef {import('./control-calls.js').Fault} Fault */
/** @typedef {import('./control-calls.js').Preset} Preset */

const problem = byId('faults-problem')
/** What is wrong with the list, and not with what somebody did. */
const readingProblem = byId('faults-reading')
const presets = byId('presets')
const rules = /** @type {HTMLTableSectionElement} */ (document.querySelector('#rules tbody'))

/** How often the counts are read again while somebody looks. */
const REFRESH_MS = 2000

let calls = controlCallsOf('')
/** The rules that were there when they were read last. @type {Fault[]} */
let faults = []
/** What stands for each rule, by all that is shown of it. @type {Map<string, HTMLTableRowElement>} */
let rows = new Map()
/** The end of what somebody does: one after the other, and the rules are not read between. @type {Promise<unknown> | undefined} */
let acting

/** Shows the rules as they are now, and how they may be had by name. @param {boolean} [asked] whether somebody asked for it */
async function showFaults (asked) {
  const [from, left] = [calls, untilLeft()]
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
}

/** @param {Fault} fault */
const keyOf = ({ Id, Preset, Rule }) => JSON.stringify([Id, Preset, Rule])

/** Rows of rules that were there before stay: somebody may be about to press their button. */
function showRules () {
  const before = rows
  rows = new Map(faults.map(fault => [keyOf(fault), before.get(keyOf(fault)) ?? rowOf(fault)]))
  for (const [key, row] of before) if (!rows.has(key)) row.remove()
  for (const fault of faults) {
    const row = /** @type {HTMLTableRowElement} */ (rows.get(keyOf(fault)))
    // New rules are behind those that there are.
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

/** The cells that change. */
const [MET, APPLIED] = [3, 4]

/** @param {Fault} fault */
function rowOf ({ Id, Preset, Rule: { Match = {}, Actions, Times, TimeToLiveSeconds } }) {
  const { Method = 'Any method', Path = '', ...criteria } = Match
  const row = element('tr')
  const limits = { ...(Times !== undefined && { Times }), ...(TimeToLiveSeconds !== undefined && { TimeToLiveSeconds }) }
  const { removeFault } = calls
  const remove = element('td')
  remove.append(button('Remove', `Remove rule ${Id}`, () => act(() => removeFault(Id), `The rule ${Id} is removed.`)))
  row.append(
    element('td', Preset === undefined ? String(Id) : `${Id} ${Preset}`),
    element('td', [[Method, Path].join(' ').trim(), ...wordsOf(criteria)].join(', '), 'call'),
    element('td', [...Actions.map(({ Action, ...others }) => [Action, ...wordsOf(others)].join(', ')), ...wordsOf(limits)].join('; ')),
    element('td', '', 'number'),
    element('td', '', 'number'),
    remove)
  return row
}

/** `Status 503`, for each property. @param {object} properties */
const wordsOf = properties => Object.entries(properties).map(([name, value]) =>
  `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)

/** @param {() => Promise<unknown>} work @param {string} sentence */
async function act (work, sentence) {
  const before = acting
  const doing = acting = (async () => {
    await before
    const isDone = await attempt(problem, async () => {
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
function presetItem ({ Name, Description }) {
  const { addPreset, removeFault } = calls
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

byId('faults-clear').addEventListener('click', () => act(calls.clearFaults, 'No rule is there now.'))

/** @type {import('./views.js').View} */
export const faultsView = {
  title: 'Faults',
  async open (signal, tenant) {
    calls = controlCallsOf(tenant)
    faults = []
    showRules()
    byId('rules-empty').hidden = true
    presets.replaceChildren()
    showProblem(problem)
    const timer = setInterval(() => { if (acting === undefined) showFaults(false) }, REFRESH_MS)
    signal.addEventListener('abort', () => clearInterval(timer))
    await showFaults()
  },
}
