// What can be done with the products that are shown.

import { Card } from './cards.js'
import { askWhatToDelete, editInfo, makeProduct } from './dialogs.js'
import { byId, inputOf, say, sentence } from './elements.js'
import { cardOf, countSentence, grid, refresh, showMore, shownCalls } from './grid.js'
import { showView, untilLeft } from './views.js'

const fileField = inputOf('picture-file')
const newProduct = byId('new-product')

/** Whether what was begun may have been done all the same, only the server knows. */
const GIVEN_UP = 'You did not wait for the answer; it may have been saved all the same.'

/** Shows what a card is of as it is now, unless it was left for another tenant. @param {Card} card */
async function reread (card) {
  if (card.element.isConnected) await refresh(card.picture.ProductId)
}

/** Whether a product is still there, which others may have deleted; if not its card goes, as nobody means to make it anew. @param {Card} card */
async function isThere (card) {
  const left = untilLeft()
  await reread(card)
  if (card.element.isConnected) return true
  if (!left.aborted) say(sentence`${card.name} is not there any more.`)
  return false
}

/** @param {Card} card @param {File} file */
async function upload (card, file) {
  if (card.isBusy) return say(sentence`${card.name} is busy, and ${file.name} was not sent.`)
  await card.during(`Sending ${file.name}…`, async () => {
    if (!await isThere(card)) return
    await card.calls.saveImage(card.picture.ProductId, file)
    await reread(card)
    say(sentence`The picture of ${card.name} is saved.`)
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

/** @param {Card} card */
async function edit (card) {
  const stored = await card.during('Reading…', async () => await isThere(card) ? card.calls.readInfo(card.picture.ProductId) : undefined)
  if (stored === undefined || !card.element.isConnected) return
  const { result: isSaved, isCut } = await editInfo(card, stored)
  if (!isSaved && !isCut) return
  await card.during('Reading…', () => reread(card))
  say(isCut ? GIVEN_UP : sentence`The image info of ${card.name} is saved.`)
}

/** @param {Card} card */
async function remove (card) {
  const { calls, name, picture: { ProductId } } = card
  const what = await askWhatToDelete(card.picture)
  if (what === '') return
  await card.during('Deleting…', async () => {
    await (what === 'product' ? calls.removeProduct : calls.removeImage)(ProductId)
    await reread(card)
    say(what === 'product' ? sentence`${name} is deleted.` : sentence`The picture of ${name} is deleted.`)
  })
}

/** @param {File} [file] */
async function add (file) {
  const { result: made, isCut } = await makeProduct(shownCalls(), file)
  if (isCut) {
    await showView()
    return say(GIVEN_UP)
  }
  if (made === undefined) return
  await refresh(made.productId).catch(error => say(error.message))
  const card = cardOf(made.productId)
  if (card === undefined) return
  card.element.scrollIntoView({ block: 'nearest' })
  card.part('.choose').focus()
  say(sentence`${card.name} is added.`)
  if (made.file !== undefined) await upload(card, made.file)
}

/** @type {Record<string, (card: Card) => void>} */
const ACTIONS = { choose, edit, delete: remove }

grid.addEventListener('click', event => {
  // The second click of two that were meant for what was there before, such as a button of a dialog.
  if (event.detail > 1) return
  const button = event.target instanceof Element ? event.target.closest('.actions button') : null
  const card = Card.of(button)
  if (button !== null && card?.isBusy === false) ACTIONS[button.className]?.(card)
})
newProduct.addEventListener('click', () => add())
byId('list-problem').querySelector('button')?.addEventListener('click', async () => {
  await showView()
  // The button is gone, unless it failed again.
  if (byId('list-problem').hidden) newProduct.focus()
})

byId('more').addEventListener('click', async () => {
  const first = await showMore()
  if (first === undefined) return
  say(`${countSentence()}.`)
  if (byId('more').hidden) first.part('.choose').focus()
})

// Files that are dropped

/** Whether what is dragged comes from the page. A picture of it would be the file of a card, and smaller than what is stored. */
let isOwn = false
addEventListener('dragstart', () => { isOwn = true })
addEventListener('dragend', () => { isOwn = false })

/** @param {DragEvent} event */
const hasFiles = ({ dataTransfer }) => !isOwn && dataTransfer?.types.includes('Files') === true

/** What a file would be dropped on: a card, or else the place of a new product. @param {DragEvent} event */
const targetOf = event => Card.of(event.target)?.element ?? newProduct

/** @param {Element} [target] */
function markTarget (target) {
  for (const marked of document.querySelectorAll('.over')) if (marked !== target) marked.classList.remove('over')
  target?.classList.add('over')
}

/** Whether a file may go where it is: a dialog has a field for it, and would be lost with what the browser does else. @param {DragEvent} event */
const isForField = event => event.target instanceof HTMLInputElement && event.target.type === 'file'

/** Whether there is something to drop a file on. */
const takesFiles = () => document.querySelector('dialog[open]') === null && !byId('pictures-view').hidden

addEventListener('dragover', event => {
  if (!hasFiles(event) || isForField(event)) return
  event.preventDefault()
  if (takesFiles()) markTarget(targetOf(event))
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
    const sentence = `Drop one file at a time; ${files.length} came.`
    if (card === undefined) say(sentence)
    else card.fail(sentence)
  } else if (card === undefined) add(file)
  else upload(card, file)
})
