// The view of the journal. It shows the newest entries that match the filter in a table, and counts the matching entries of the last ten
// minutes in a plot. It adds new entries when they are recorded.

import { createControlClient } from './control-client.js'
import { button, byId, element, findForm, findInput, say, showProblem } from './elements.js'
import { createPlot } from './plot.js'
import { attempt, showView, untilLeft } from './views.js'

/** @typedef {import('./control-client.js').Entry} Entry */
/** @typedef {import('./control-client.js').Message} Message */

const problem = byId('journal-problem')
const entries = byId('journal-entries')
const filterForm = findForm('journal-filter')

let client = createControlClient('')
let plot = createPlot()

const PLOT_MS = 2000

/** Limits the entries that are read when the view is opened. The server has the same limit for a response. */
const MOST_READ = 1000

/** Limits the entries in the table. */
const MOST_SHOWN = 200

const COLUMNS = 6

function readFilter () {
  const filter = new URLSearchParams()
  for (const [name, value] of new FormData(filterForm)) if (value !== '') filter.set(name, String(value))
  return filter
}

/** @param {Entry} entry */
function show (entry) {
  plot.add(entry)
  const row = createRow(entry)
  entries.prepend(row)
  while (entries.querySelectorAll('tr.entry').length > MOST_SHOWN) {
    entries.lastElementChild?.remove()
  }
  byId('journal-empty').hidden = true
}

/** @param {Entry} entry */
function createRow (entry) {
  const { Id, Time, Method, Path, Query, Status, Caller, Milliseconds, FaultId, Reason, Violations } = entry
  const row = element('tr', '', 'entry')
  const address = `${Method} ${Path}${Query && `?${Query}`}`
  const cell = element('td', '', 'request')
  const toggle = button(address, `${address}, request ${Id}`, () => undefined)
  toggle.className = 'plain'
  toggle.ariaExpanded = 'false'
  cell.append(toggle)
  const remarks = [FaultId !== null && `Fault rule ${FaultId}.`, Reason, Violations].filter(Boolean).join(' ')
  row.append(
    element('td', Time.slice(11, 23), 'short'),
    cell,
    element('td', Status === null ? 'none' : String(Status), Status === null || Status >= 400 ? 'short refused' : 'short'),
    element('td', Caller ?? '', 'caller'),
    element('td', `${Milliseconds.toFixed(1)} ms`, 'number'),
    element('td', remarks, 'remarks'))
  row.addEventListener('click', () => {
    // The click is ignored if text is selected, because selecting text with the mouse ends with a click as well.
    if (getSelection()?.isCollapsed !== false) toggleDetails(row, toggle, entry)
  })
  return row
}

/** @param {HTMLElement} row @param {HTMLElement} toggle @param {Entry} entry */
function toggleDetails (row, toggle, entry) {
  const isOpen = toggle.ariaExpanded === 'true'
  toggle.ariaExpanded = String(!isOpen)
  row.classList.toggle('open', !isOpen)
  if (isOpen) return row.nextElementSibling?.remove()
  const { Request, Response, Method, Path, Query, Status, FaultId, Reason, Violations } = entry
  const details = element('tr', '', 'message')
  const cell = element('td')
  cell.colSpan = COLUMNS
  cell.append(
    ...textPart('Fault', FaultId !== null && `Fault rule ${FaultId} applied to this request.`),
    ...textPart('Reason', Reason),
    ...textPart('Violations', Violations),
    messagePart('Request', `${Method} ${Path}${Query && `?${Query}`}`, Request),
    messagePart('Response', Status === null ? 'No response was sent.' : String(Status), Response))
  details.append(cell)
  row.after(details)
}

/** @param {string} title @param {string | null | false} text */
function textPart (title, text) {
  if (!text) return []
  const part = element('div', '', 'remarks')
  part.append(element('h4', title), element('p', text))
  return [part]
}

/** @param {string} title @param {string} start the first line, before the headers @param {Message} message */
function messagePart (title, start, { Headers, Body, BodyBytes, BodyKept }) {
  const part = element('div')
  const lines = Object.entries(Headers).map(([name, value]) => `${name}: ${value}`)
  const left = BodyKept === 'none' && BodyBytes ? `(${BodyBytes === 1 ? '1 byte' : `${BodyBytes} bytes`}, which the journal does not keep)` : BodyKept === 'beginning' ? '… (the journal keeps only the beginning)' : ''
  part.append(element('h4', title), element('pre', [start, ...lines, '', (Body ?? '') + left].join('\n').trimEnd()))
  return part
}

filterForm.addEventListener('submit', event => {
  event.preventDefault()
  showView()
})
problem.querySelector('button')?.addEventListener('click', async () => {
  await showView()
  // The button is hidden after a success, so it has lost the focus.
  if (problem.hidden) findInput('journal-method').focus()
})
byId('journal-clear').addEventListener('click', async () => {
  const isDone = await attempt(byId('journal-clear-problem'), async () => {
    await client.clearJournal()
    return true
  })
  if (!isDone) return
  entries.replaceChildren()
  plot = createPlot()
  await drawPlot(untilLeft())
  byId('journal-empty').hidden = false
  say('The journal is empty.')
})

/** @param {URLSearchParams} filter @param {AbortSignal} signal */
async function follow (filter, signal) {
  await attempt(problem, () => client.followRequests(filter, signal, {
    entry: show,
    dropped (number) {
      plot.cut()
      say(number === 1 ? 'One request was dropped before it could be shown.' : `${number} requests were dropped before they could be shown.`)
    },
  }))
  if (signal.aborted) return
  byId('journal-state').textContent = ''
  if (problem.hidden) showProblem(problem, 'The stream of requests has ended.')
}

/** Draws the plot up to the current time of the tenant's clock. @param {AbortSignal} signal */
async function drawPlot (signal) {
  const clock = await client.readClock(signal, false).catch(() => undefined)
  if (clock === undefined || signal.aborted) return
  plot.draw(Date.parse(clock.Now))
  byId('plot').hidden = false
}

/** @type {import('./views.js').View} */
export const journalView = {
  title: 'Journal',
  section: 'journal-view',
  async open (signal, tenant) {
    client = createControlClient(tenant)
    const filter = readFilter()
    entries.replaceChildren()
    byId('journal-state').textContent = ''
    byId('journal-empty').hidden = true
    showProblem(byId('journal-clear-problem'))
    plot = createPlot()
    byId('plot').hidden = true
    await attempt(problem, async () => {
      filter.set('Limit', String(MOST_READ))
      const { Entries } = await client.listRequests(filter, signal)
      filter.delete('Limit')
      byId('journal-empty').hidden = Entries.length > 0
      if (Entries.length === MOST_READ) plot.cut()
      for (const entry of Entries.slice(0, -MOST_SHOWN)) plot.add(entry)
      for (const entry of Entries.slice(-MOST_SHOWN)) show(entry)
      byId('journal-state').textContent = 'Live'
      filter.set('Since', String(Entries.at(-1)?.Id ?? 0))
      follow(filter, signal)
      const timer = setInterval(drawPlot, PLOT_MS, signal)
      signal.addEventListener('abort', () => clearInterval(timer))
      await drawPlot(signal)
    })
  },
}
