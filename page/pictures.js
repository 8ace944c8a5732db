// What can be done with the products that are shown.

import { Card } from './cards.js'
import { askWhatToDelete, editInfo, makeProduct } from './dialogs.js'
import { byId, inputOf, say } from './elements.js'
import { cardOf, countSentence, grid, refresh, showMore } from './grid.js'
import { readInfo, removeImage, removeProduct, saveImage } from './product-calls.js'
import { showView } from './views.js'

const fileField = inputOf('picture-file')
const newProduct = byId('new-product')

/** @param {Card} card @param {File} file */
async function upload (card, file) {
  const { ProductId } = card.picture
  await card.during(`Sending ${file.name}…`, async () => {
    await saveImage(ProductId, file)
    await refresh(ProductId)
    say(`The picture of ${card.name} is saved.`)
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
  const { ProductId } = card.picture
  const stored = await card.during('Reading…', () => readInfo(ProductId))
  if (stored === undefined || !await editInfo(card.picture, stored)) return
  await card.during('Reading…', () => refresh(ProductId))
  say(`The image info of ${card.name} is saved.`)
}

/** @param {Card} card */
async function remove (card) {
  const { ProductId } = card.picture
  const what = await askWhatToDelete(card.picture)
  if (what === '') return
  await card.during('Deleting…', async () => {
    await (what === 'product' ? removeProduct : removeImage)(ProductId)
    await refresh(ProductId)
    say(what === 'product' ? `${card.name} is deleted.` : `The picture of ${card.name} is deleted.`)
  })
}

/** @param {File} [file] */
async function add (file) {
  const made = await makeProduct(file)
  if (made === undefined) return
  await refresh(made.productId).catch(error => say(error.message))
  const card = cardOf(made.productId)
  if (card === undefined) return
  card.element.scrollIntoView({ block: 'nearest' })
  card.part('.choose').focus()
  say(`${card.name} is added.`)
  if (made.file !== undefined) await upload(card, made.file)
}

/** @type {Record<string, (card: Card) => void>} */
const ACTIONS = { choose, edit, delete: remove }

grid.addEventListener('click', event => {
  const button = event.target instanceof Element ? event.target.closest('.actions button') : null
  const card = Card.of(button)
  if (button !== null && card?.isBusy === false) ACTIONS[button.className]?.(card)
})
newProduct.addEventListener('click', () => add())
byId('list-problem').querySelector('button')?.addEventListener('click', async () => {
  await showView()
  // The button is gone, unless it failed again.
  if (byId('list-problem').hidden) grid.focus()
})

byId('more').addEventListener('click', async () => {
  const first = await showMore()
  if (first === undefined) return
  say(`${countSentence()}.`)
  if (byId('more').hidden) first.part('.choose').focus()
})

// Files that are dropped

/** @param {DragEvent} event */
const hasFiles = ({ dataTransfer }) => dataTransfer?.types.includes('Files') === true

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
