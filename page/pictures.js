// The user's actions on the owners in the grid: adding, renaming and deleting them, and changing their pictures and image infos.

import { Card } from './cards.js'
import { addOwner, askWhatToDelete, editInfo, renameProduct } from './dialogs.js'
import { byId, findInput, say, sentence } from './elements.js'
import { countSentence, grid, refresh, showMore, showNew, getShownClient, shownCard } from './grid.js'
import { showView, untilLeft } from './views.js'

/** @typedef {import('./grid.js').Owner} Owner */

const fileField = findInput('picture-file')
const addButton = byId('add')

const NO_RESPONSE = 'No response was received. The change may have been saved.'

/** The last action that called `begin`. The response to an earlier one must not open a dialog. */
let latest = {}

/**
 * Starts an action that opens a dialog. Returns a function that returns true as long as `begin` has not been called again, the user has not
 * left the view, and no dialog is open.
 */
function begin () {
  const begun = latest = {}
  const left = untilLeft()
  return () => begun === latest && !left.aborted && document.querySelector('dialog[open]') === null
}

/**
 * Runs an action on an owner. An error is shown on the owner's card, or in the status line if the grid does not show the card.
 * @template Result
 * @param {Owner} owner @param {string} doing @param {() => Promise<Result>} work
 * @returns {Promise<Result | undefined>} undefined after an error
 */
async function during (owner, doing, work) {
  try {
    const card = shownCard(owner)
    return await (card === undefined ? work() : card.during(doing, work))
  } catch (error) {
    const card = shownCard(owner)
    if (card === undefined) say(sentence`${owner.name}: ${error.message}`)
    else card.fail(error.message)
  }
}

/** @param {Owner} owner */
const reread = owner => refresh(owner).catch(cause => {
  throw new Error(`The change was saved, but the stored values could not be read. ${cause.message}`, { cause })
})

/**
 * Resolves to true if the server's list still contains the owner. Otherwise shows a message. Needed because another client may have deleted
 * the owner, and saving a picture could create the owner again.
 * @param {Owner} owner
 */
async function isThere (owner) {
  const isKept = await refresh(owner)
  if (!isKept) say(sentence`${owner.name} no longer exists.`)
  return isKept
}

/** @param {Owner} owner @param {File} file */
async function upload (owner, file) {
  if (shownCard(owner)?.isBusy) return say(sentence`${owner.name} is busy, and ${file.name} was not sent.`)
  await during(owner, `Sending ${file.name}…`, async () => {
    if (!await isThere(owner)) return
    await owner.client.saveImage(owner.picture.OwnerId, file)
    await reread(owner)
    say(sentence`The picture of ${owner.name} is saved.`)
  })
}

/** @param {Card} card */
function choose (card) {
  fileField.value = ''
  fileField.onchange = () => {
    const [file] = fileField.files ?? []
    if (file !== undefined) upload(card, file)
  }
  fileField.click()
}

/**
 * Reads the stored values of an owner and opens a dialog that changes them.
 * @template Stored
 * @param {Card} card @param {() => Promise<Stored>} read
 * @param {(card: Card, stored: Stored) => Promise<import('./dialogs.js').Outcome<true>>} ask opens the dialog
 * @param {() => DocumentFragment} done returns the message of success
 */
async function change (card, read, ask, done) {
  const isWaitedFor = begin()
  const stored = await during(card, 'Reading…', async () => await isThere(card) ? read() : undefined)
  if (stored === undefined || !isWaitedFor()) return
  const { result: isSaved, isCut } = await ask(card, stored)
  if (!isSaved && !isCut) return
  await during(card, 'Reading…', async () => {
    await reread(card)
    say(isCut ? NO_RESPONSE : done())
  })
}

/** @param {Card} card */
const edit = card => change(card, () => card.client.readInfo(card.picture.OwnerId), editInfo, () => sentence`The image info of ${card.name} is saved.`)

/** @param {Card} card */
function rename (card) {
  const { name } = card
  return change(card, () => card.client.readProduct(card.picture.OwnerId), renameProduct, () =>
    name === card.name ? sentence`${name} is saved.` : sentence`${name} is renamed to ${card.name}.`)
}

/** @param {Card} card */
async function remove (card) {
  begin()
  const { client, name, picture: { OwnerId } } = card
  if (!card.canDelete) return say(sentence`${name} has no picture.`)
  const what = await askWhatToDelete(card)
  if (what === '') return
  await during(card, 'Deleting…', async () => {
    await (what === 'product' ? client.removeProduct : client.removeImage)(OwnerId)
    await reread(card)
    say(what === 'product' ? sentence`${name} is deleted.` : sentence`The picture of ${name} is deleted.`)
  })
}

/** @param {File} [file] */
async function add (file) {
  begin()
  const client = getShownClient()
  const { result: made, isCut } = await addOwner(client, file)
  if (isCut) {
    say(NO_RESPONSE)
    // `showNew` loads only owners above the highest id in the grid. A new product usually has such an id. Another owner can have any id,
    // because the user enters it.
    await (client.kind.isEditable ? showNew() : showView())
  }
  if (made === undefined) return
  const { owner } = made
  await during(owner, 'Reading…', async () => {
    await reread(owner)
    const { name } = shownCard(owner) ?? owner
    say(client.kind.isEditable ? sentence`${name} is added.` : sentence`The picture of ${name} is saved.`)
  })
  const card = shownCard(owner)
  card?.element.scrollIntoView({ block: 'nearest' })
  card?.part('.choose').focus()
  if (made.file !== undefined) await upload(owner, made.file)
}

/** @type {Record<string, (card: Card) => void>} */
const ACTIONS = { choose, rename, edit, delete: remove }

grid.addEventListener('click', event => {
  // Ignores the second click of a double click. If the first click closed a dialog, the second click can hit a card unintentionally.
  if (event.detail > 1) return
  const button = event.target instanceof Element ? event.target.closest('.actions button') : null
  const card = Card.of(button)
  if (button !== null && card?.isBusy === false) ACTIONS[button.className]?.(card)
})
addButton.addEventListener('click', () => add())
byId('list-problem').querySelector('button')?.addEventListener('click', async () => {
  await showView()
  // The button is hidden after a success, so it has lost the focus.
  if (byId('list-problem').hidden) addButton.focus()
})

byId('more').addEventListener('click', async () => {
  const first = await showMore()
  if (first === undefined) return
  say(`${countSentence()}.`)
  if (byId('more').hidden) first.part('.choose').focus()
})

/**
 * True while an element of the page is dragged. Browsers can offer a dragged picture of the page as a file. It must not be uploaded,
 * because it can be a scaled copy of the stored picture.
 */
let isFromPage = false
addEventListener('dragstart', () => { isFromPage = true })
addEventListener('dragend', () => { isFromPage = false })
// Resets the flag, because dragend is not fired if the dragged element was removed from the page. pointermove is not fired while something
// is dragged.
addEventListener('pointermove', () => { isFromPage = false })

/** @param {DragEvent} event */
const hasFiles = ({ dataTransfer }) => !isFromPage && dataTransfer?.types.includes('Files') === true

/** @param {DragEvent} event */
const findTarget = event => Card.of(event.target)?.element ?? addButton

/** @param {Element} [target] */
function markTarget (target) {
  for (const marked of document.querySelectorAll('.over')) if (marked !== target) marked.classList.remove('over')
  target?.classList.add('over')
}

/** True if the target is a file field: the browser then handles the drop. @param {DragEvent} event */
const isForField = event => event.target instanceof HTMLInputElement && event.target.type === 'file'

const takesFiles = () => document.querySelector('dialog[open]') === null && !byId('pictures-view').hidden

addEventListener('dragover', event => {
  if (!hasFiles(event) || isForField(event)) return
  event.preventDefault()
  if (takesFiles()) markTarget(findTarget(event))
  else if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none'
})
addEventListener('dragleave', event => { if (event.relatedTarget === null) markTarget() })
addEventListener('drop', event => {
  markTarget()
  if (!hasFiles(event) || isForField(event)) return
  event.preventDefault()
  if (!takesFiles()) return
  const files = event.dataTransfer?.files ?? []
  const [file] = files
  const card = Card.of(event.target)
  if (files.length !== 1) {
    const sentence = `Drop one file at a time; got ${files.length}.`
    if (card === undefined) say(sentence)
    else card.fail(sentence)
  } else if (card === undefined) add(file)
  else upload(card, file)
})
