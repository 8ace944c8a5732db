// The view with the clock and the snapshots of a tenant. Its buttons can also reset or remove the data of the tenant.

import { createControlClient } from './control-client.js'
import { confirmed } from './dialogs.js'
import { button, byId, element, findForm, findInput, say, showProblem } from './elements.js'
import { attempt, showView, untilLeft } from './views.js'

/** @typedef {import('./control-client.js').Clock} Clock */

const problem = byId('clock-problem')
/** The element for errors that occur while the view is opened. The element `problem` shows errors of the user's actions. */
const readingProblem = byId('clock-reading')
const frozen = findInput('frozen')
const date = findInput('clock-date')
const snapshotName = findInput('snapshot-name')

const TICK_MS = 250

let client = createControlClient('')

/**
 * The last response about the clock: `now` is the time of the clock in milliseconds since 1970, and `at` is the value of
 * `performance.now()` when the response was received. Undefined until the first response after the view is opened.
 * @type {{ now: number, at: number, isFrozen: boolean } | undefined}
 */
let reading

/** @param {NonNullable<typeof reading>} reading */
const computeInstant = ({ isFrozen, now, at }) => new Date(isFrozen ? now : now + performance.now() - at)
/** Formats an instant for an `<input type="datetime-local">`, in UTC. @param {Date} instant */
const formatSeconds = instant => instant.toISOString().slice(0, 19)

function tick () {
  if (reading === undefined) return
  const text = formatSeconds(computeInstant(reading))
  byId('now').textContent = `${text.replace('T', ' ')} UTC`
  byId('now').setAttribute('datetime', `${text}Z`)
}

/** @param {Clock} clock */
function showClock ({ Now, Frozen, Adjusted }) {
  reading = { now: Date.parse(Now), at: performance.now(), isFrozen: Frozen }
  frozen.checked = Frozen
  byId('clock-state').textContent = Adjusted ? 'This tenant has its own clock.' : 'This tenant uses the clock of the machine.'
  byId('clock-reset').hidden = !Adjusted
  tick()
}

/**
 * @param {() => Promise<Clock>} work changes the clock @param {(clock: Clock) => string} sentence returns the message of success
 */
async function change (work, sentence) {
  const clock = await attempt(problem, work)
  frozen.checked = reading?.isFrozen === true
  if (clock === undefined) return
  showClock(clock)
  say(sentence(clock))
}

const itIs = () => `The clock is set to ${byId('now').textContent}.`

frozen.addEventListener('change', () => change(() => client.setClock({ Frozen: frozen.checked }),
  ({ Frozen }) => Frozen ? 'The clock is frozen.' : 'The clock is running.'))
for (const step of byId('clock-view').querySelectorAll('button[data-advance]')) {
  step.addEventListener('click', () => change(() => client.advanceClock(String(step.getAttribute('data-advance'))), itIs))
}
findForm('clock-set').addEventListener('submit', event => {
  event.preventDefault()
  // `toISOString` adds the seconds, which browsers can omit from the value of the field if they are 0.
  change(() => client.setClock({ Now: new Date(`${date.value}Z`).toISOString() }), itIs)
})
byId('clock-reset').addEventListener('click', async () => {
  await change(client.resetClock, () => 'This tenant uses the clock of the machine again.')
  // The button is hidden after a success, so it has lost the focus.
  if (byId('clock-reset').hidden) frozen.focus()
})
readingProblem.querySelector('button')?.addEventListener('click', async () => {
  await showView()
  if (readingProblem.hidden) frozen.focus()
})

/** @param {AbortSignal} [signal] */
async function showSnapshots (signal) {
  const left = untilLeft()
  const { Snapshots } = await client.listSnapshots(signal)
  if (left.aborted) return
  byId('snapshots').replaceChildren(...Snapshots.map(snapshotItem))
  byId('snapshots-empty').hidden = Snapshots.length > 0
}

/** @param {import('./control-client.js').Snapshot} snapshot */
function snapshotItem ({ Name, TakenAt, Products }) {
  const { restoreSnapshot, removeSnapshot } = client
  const item = element('li')
  const text = element('p', Name)
  const taken = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' }).format(new Date(TakenAt))
  text.append(element('span', `${taken} UTC · ${Products === 1 ? '1 product' : `${Products} products`}`, 'hint'))
  item.append(text,
    button('Restore', `Restore ${Name}`, () => act(() => restoreSnapshot(Name), `The snapshot ${Name} is restored.`)),
    button('Delete', `Delete ${Name}`, () => act(() => removeSnapshot(Name), `The snapshot ${Name} is deleted.`)))
  return item
}

/**
 * Runs `work` and, if it succeeds, reads and shows the snapshots again. Resolves to true if both succeed and the user has not left the
 * view, otherwise to undefined.
 * @param {() => Promise<unknown>} work @param {string} sentence the message of success
 */
async function act (work, sentence) {
  const focused = document.activeElement
  const isDone = await attempt(problem, async () => {
    await work()
    await showSnapshots()
    return true
  })
  if (isDone) say(sentence)
  if (focused?.isConnected === false) snapshotName.focus()
  return isDone
}

findForm('snapshot-take').addEventListener('submit', async event => {
  event.preventDefault()
  const name = snapshotName.value
  if (await act(() => client.takeSnapshot(name), `The snapshot ${name} is taken.`) && snapshotName.value === name) snapshotName.value = ''
})
byId('state-reset').addEventListener('click', async () => {
  const isMeant = await confirmed('Reset to the seed?', 'All changes are lost, except those in snapshots.', 'Reset')
  if (isMeant) await act(client.resetState, 'The data is reset to the seed.')
})
byId('state-clear').addEventListener('click', async () => {
  const isMeant = await confirmed('Remove all data?', 'All owners and pictures are removed, except those in snapshots.', 'Remove')
  if (isMeant) await act(client.clearState, 'All data is removed.')
})

/** @type {import('./views.js').View} */
export const clockView = {
  title: 'Clock and snapshots',
  section: 'clock-view',
  async open (signal, tenant) {
    client = createControlClient(tenant)
    reading = undefined
    for (const id of ['now', 'clock-state']) byId(id).textContent = ''
    for (const id of ['clock-reset', 'snapshots-empty']) byId(id).hidden = true
    byId('snapshots').replaceChildren()
    showProblem(problem)
    const timer = setInterval(tick, TICK_MS)
    signal.addEventListener('abort', () => clearInterval(timer))
    await attempt(readingProblem, async () => {
      const clock = await client.readClock(signal)
      showClock(clock)
      date.value = formatSeconds(new Date(clock.Now))
      await showSnapshots(signal)
    })
  },
}
