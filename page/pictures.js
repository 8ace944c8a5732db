// What can be done with the products that are shown.

import { Card } from './cards.js'
import { askWhatToDelete, editInfo, makeProduct } from './dialogs.js'
import { byId, inputOf, say, sentence } from './elements.js'
import { countSentence, grid, refresh, showMore, showNew, shownCalls, shownCard } from './grid.js'
import { showView, untilLeft } from './views.js'

/** @typedef {import('./grid.js').Product} Product */

const fileField = inputOf('picture-file')
const newProduct = byId('new-product')

const NO_ANSWER = 'No answer came; it may have been saved all the same.'

/** What was begun last: an answer that comes late opens no dialog over what somebody does by then. */
let latest = {}

/** Begins something, and tells whether it is what somebody still waits for. */
function begin () {
  const begun = latest = {}
  const left = untilLeft()
  return () => begun === latest && !left.aborted && document.querySelector('dialog[open]') === null
}

/**
 * Does something to a product, and says what went wrong: on its card while somebody looks at it, or else where all is said.
 * @template Result
 * @param {Product} product @param {string} doing @param {() => Promise<Result>} work
 * @returns {Promise<Result | undefined>} undefined when it went wrong
 */
async function during (product, doing, work) {
  try {
    const card = shownCard(product)
    return await (card === undefined ? work() : card.during(doing, work))
  } catch (error) {
    const card = shownCard(product)
    if (card === undefined) say(sentence`${product.name}: ${error.message}`)
    else card.fail(error.message)
  }
}

/** Shows a product as it is after a change. @param {Product} product */
const reread = product => refresh(product).catch(cause => {
  throw new Error(`It is done, but what is stored now could not be read. ${cause.message}`, { cause })
})

/** Whether a product is still there, which others may have deleted: nobody means to make it anew. @param {Product} product */
async function isThere (product) {
  const isKept = await refresh(product)
  if (!isKept) say(sentence`${product.name} is not there any more.`)
  return isKept
}

/** @param {Product} product @param {File} file */
async function upload (product, file) {
  if (shownCard(product)?.isBusy) return say(sentence`${product.name} is busy, and ${file.name} was not sent.`)
  await during(product, `Sending ${file.name}…`, async () => {
    if (!await isThere(product)) return
    await product.calls.saveImage(product.picture.ProductId, file)
    await reread(product)
    say(sentence`The picture of ${product.name} is saved.`)
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
  const isWaitedFor = begin()
  const stored = await during(card, 'Reading…', async () => await isThere(card) ? card.calls.readInfo(card.picture.ProductId) : undefined)
  if (stored === undefined || !isWaitedFor()) return
  const { result: isSaved, isCut } = await editInfo(card, stored)
  if (!isSaved && !isCut) return
  await during(card, 'Reading…', async () => {
    await reread(card)
    say(isCut ? NO_ANSWER : sentence`The image info of ${card.name} is saved.`)
  })
}

/** @param {Card} card */
async function remove (card) {
  begin()
  const { calls, name, picture: { ProductId } } = card
  const what = await askWhatToDelete(card.picture)
  if (what === '') return
  await during(card, 'Deleting…', async () => {
    await (what === 'product' ? calls.removeProduct : calls.removeImage)(ProductId)
    await reread(card)
    say(what === 'product' ? sentence`${name} is deleted.` : sentence`The picture of ${name} is deleted.`)
  })
}

/** @param {File} [file] */
async function add (file) {
  begin()
  const calls = shownCalls()
  const { result: made, isCut } = await makeProduct(calls, file)
  if (isCut) {
    say(NO_ANSWER)
    await showNew()
  }
  if (made === undefined) return
  await during(made.product, 'Reading…', async () => {
    await reread(made.product)
    say(sentence`${made.product.name} is added.`)
  })
  const card = shownCard(made.product)
  card?.element.scrollIntoView({ block: 'nearest' })
  card?.part('.choose').focus()
  if (made.file !== undefined) await upload(made.product, made.file)
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
// What was dragged may have left the page, and no end is heard of then. A pointer that moves drags nothing.
addEventListener('pointermove', () => { isOwn = false })

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
