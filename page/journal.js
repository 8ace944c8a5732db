// The view of the journal, which shows new entries as requests are made.

import { controlCallsOf } from './control-calls.js'
import { button, byId, element, formOf, inputOf, say, showProblem } from './elements.js'
import { attempt, showView } from './views.js'

/** @typedef {import('./control-calls.js').Entry} Entry */
/** @typedef {import('./control-calls.js').Message} Message */

const problem = byId('journal-problem')
const entries = byId('journal-entries')
const filterForm = formOf('journal-filter')

let calls = controlCallsOf('')

/** Limits the shown entries. Older ones are still in the journal. */
const MOST_SHOWN = 200

function filterOf () {
  const filter = new URLSearchParams()
  for (const [name, value] of new FormData(filterForm)) if (value !== '') filter.set(name, String(value))
  return filter
}

/** Adds an entry at the top. @param {Entry} entry */
function show (entry) {
  const row = rowOf(entry)
  entries.prepend(row)
  while (entries.querySelectorAll('tr.entry').length > MOST_SHOWN) {
    entries.lastElementChild?.remove()
  }
  byId('journal-empty').hidden = true
}

/** @param {Entry} entry */
function rowOf (entry) {
  const { Id, Time, Method, Path, Query, Status, Caller, Milliseconds, FaultId, Reason, Violations } = entry
  const row = element('tr', '', 'entry')
  const address = `${Method} ${Path}${Query && `?${Query}`}`
  const call = element('td', '', 'call')
  const toggle = button(address, `${address}, call ${Id}`, () => toggleDetails(row, toggle, entry))
  toggle.className = 'plain'
  toggle.ariaExpanded = 'false'
  call.append(toggle)
  const status = element('td', Status === null ? 'none' : String(Status))
  if (Status === null || Status >= 400) status.className = 'refused'
  const came = [FaultId !== null && `Rule ${FaultId} of the faults.`, Reason, Violations].filter(Boolean).join(' ')
  row.append(
    element('td', Time.slice(11, 23)), call, status, element('td', Caller ?? ''), element('td', Milliseconds.toFixed(1), 'number'), element('td', came))
  return row
}

/** @param {HTMLElement} row @param {HTMLElement} toggle @param {Entry} entry */
function toggleDetails (row, toggle, { Request, Response }) {
  const isOpen = toggle.ariaExpanded === 'true'
  toggle.ariaExpanded = String(!isOpen)
  if (isOpen) return row.nextElementSibling?.remove()
  const details = element('tr', '', 'message')
  const cell = element('td')
  cell.colSpan = 6
  cell.append(messagePart('Request', Request), messagePart('Answer', Response))
  details.append(cell)
  row.after(details)
}

/** @param {string} title @param {Message} message */
function messagePart (title, { Headers, Body, BodyBytes, BodyKept }) {
  const part = element('div')
  const lines = Object.entries(Headers).map(([name, value]) => `${name}: ${value}`)
  const left = BodyKept === 'none' && BodyBytes ? `(${BodyBytes} bytes that are not kept)` : BodyKept === 'beginning' ? '… (only its beginning is kept)' : ''
  part.append(element('h4', title), element('pre', [...lines, '', (Body ?? '') + left].join('\n').trimEnd()))
  return part
}

filterForm.addEventListener('submit', event => {
  event.preventDefault()
  showView()
})
problem.querySelector('button')?.addEventListener('click', async () => {
  await showView()
  // After a success the button is hidden and loses the focus.
  if (problem.hidden) inputOf('journal-method').focus()
})
byId('journal-clear').addEventListener('click', async () => {
  const isDone = await attempt(byId('journal-clear-problem'), async () => {
    await calls.clearJournal()
    return true
  })
  if (!isDone) return
  entries.replaceChildren()
  byId('journal-empty').hidden = false
  say('The journal is empty.')
})

/** @param {URLSearchParams} filter @param {AbortSignal} signal */
async function follow (filter, signal) {
  await attempt(problem, () => calls.followCalls(filter, signal, {
    call: show,
    dropped: number => say(number === 1 ? 'One call was dropped before it could be shown.' : `${number} calls were dropped before they could be shown.`),
  }))
  if (signal.aborted) return
  byId('journal-state').textContent = ''
  if (problem.hidden) showProblem(problem, 'The stream of calls has ended.')
}

/** @type {import('./views.js').View} */
export const journalView = {
  title: 'Journal',
  section: 'journal-view',
  async open (signal, tenant) {
    calls = controlCallsOf(tenant)
    const filter = filterOf()
    entries.replaceChildren()
    byId('journal-state').textContent = ''
    byId('journal-empty').hidden = true
    showProblem(byId('journal-clear-problem'))
    await attempt(problem, async () => {
      const { Entries } = await calls.listCalls(filter, signal)
      byId('journal-empty').hidden = Entries.length > 0
      for (const entry of Entries) show(entry)
      byId('journal-state').textContent = 'as it happens'
      filter.set('Since', String(Entries.at(-1)?.Id ?? 0))
      follow(filter, signal)
    })
  },
}
