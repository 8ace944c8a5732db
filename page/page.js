// The page: who looks at which tenant, and what can be done with its products.

import { readInfo, refusals, removeImage, removeProduct, saveImage, session } from './api.js'
import { Card, showProblem } from './cards.js'
import { askWhatToDelete, editInfo, makeProduct } from './dialogs.js'
import { byId, cardOf, countSentence, grid, refresh, showMore, showTenant } from './grid.js'

const form = /** @type {HTMLFormElement} */ (byId('session'))
const [tenantField, userField, passwordField] = ['tenant', 'user', 'password']
  .map(id => /** @type {HTMLInputElement} */ (byId(id)))
const fileField = /** @type {HTMLInputElement} */ (byId('picture-file'))
const newProduct = byId('new-product')

/** Says what happened, to those who look and those who listen. @param {string} sentence */
function say (sentence) {
  const status = byId('status')
  status.textContent = sentence
  // From its beginning again, which fades the sentence out.
  for (const animation of status.getAnimations()) animation.currentTime = 0
}

async function openTenant () {
  tenantField.value = session.tenant
  userField.value = session.user
  passwordField.value = session.password
  showRefusal('')
  await showTenant()
}

// The caller

/** @param {string} sentence */
function showRefusal (sentence) {
  showProblem(byId('session-problem'), sentence)
  for (const field of [userField, passwordField]) {
    field.ariaInvalid = sentence === '' ? null : 'true'
    if (sentence === '') field.removeAttribute('aria-describedby')
    else field.setAttribute('aria-describedby', 'session-problem')
  }
}

/** The dialog that is open. */
const openDialog = () => document.querySelector('dialog[open]')

// Leads to the fields of the caller; not away from what somebody does meanwhile when it was only a picture.
refusals.addEventListener('refused', event => {
  const isNews = byId('session-problem').hidden
  const who = session.user === '' ? 'a call without a user' : `the user “${session.user}” with this password`
  showRefusal(`The mock does not take ${who}. Enter a user and a password that it knows, and press Open.`)
  if (!isNews && !event.detail.asked) return
  const dialog = openDialog()
  if (dialog === null) userField.select()
  else dialog.addEventListener('close', () => userField.select(), { once: true })
})

form.addEventListener('submit', async event => {
  event.preventDefault()
  session.signIn(userField.value, passwordField.value)
  const tenant = tenantField.value
  if (tenant !== session.tenant) history.pushState(null, '', tenant === '' ? '/' : `/?tenant=${encodeURIComponent(tenant)}`)
  await openTenant()
  if (byId('list-problem').hidden) say(`${countSentence()} of ${tenant || 'default'}.`)
})
addEventListener('popstate', openTenant)

// What can be done

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
  await openTenant()
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

addEventListener('dragover', event => {
  if (!hasFiles(event) || isForField(event)) return
  event.preventDefault()
  if (openDialog() === null) markTarget(targetOf(event))
  else if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none'
})
addEventListener('dragleave', event => { if (event.relatedTarget === null) markTarget() })
addEventListener('drop', event => {
  markTarget()
  if (!hasFiles(event) || isForField(event)) return
  event.preventDefault()
  if (openDialog() !== null) return
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

await openTenant()
