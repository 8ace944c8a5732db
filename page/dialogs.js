// The dialogs. The browser keeps the focus in them, closes them by Esc and gives the focus back.

import { addProduct, readInfo, saveInfo } from './product-calls.js'
import { CallError } from './call.js'
import { nameOf, readableDate, readableSize } from './cards.js'
import { byId, element, showProblem } from './elements.js'

/** @typedef {import('./product-calls.js').Picture} Picture */

/** @param {string} id */
const dialogOf = id => /** @type {HTMLDialogElement} */ (document.getElementById(id))
/** @param {HTMLDialogElement} dialog */
const formOf = dialog => /** @type {HTMLFormElement} */ (dialog.querySelector('form'))

/**
 * Opens a dialog and, each time that its form is sent, does the work. When that succeeds it closes.
 * @template Result
 * @param {HTMLDialogElement} dialog
 * @param {(form: HTMLFormElement) => Promise<Result>} work
 * @param {(error: unknown) => void} [onFailure] shows more than the sentence of what went wrong
 * @returns {Promise<Result | undefined>} undefined when it was closed before
 */
function ask (dialog, work, onFailure = () => undefined) {
  const form = formOf(dialog)
  const problem = dialog.querySelector('.problem')
  const [cancel] = form.getElementsByClassName('cancel')
  const closed = new AbortController()
  const { signal } = closed
  showProblem(problem)
  return new Promise(resolve => {
    /** @type {Result | undefined} */
    let result
    let isBusy = false
    form.addEventListener('submit', async event => {
      event.preventDefault()
      if (isBusy) return
      isBusy = true
      form.setAttribute('aria-busy', 'true')
      try {
        result = await work(form)
        dialog.close()
      } catch (error) {
        showProblem(problem, error.message)
        onFailure(error)
      } finally {
        isBusy = false
        form.removeAttribute('aria-busy')
      }
    }, { signal })
    cancel?.addEventListener('click', () => dialog.close(), { signal })
    dialog.addEventListener('close', () => {
      closed.abort()
      resolve(result)
    }, { signal })
    dialog.showModal()
  })
}

/**
 * Lets the image info be edited as it is stored, in all its languages.
 * @param {Picture} picture @param {Awaited<ReturnType<typeof readInfo>>} stored
 * @returns {Promise<boolean>} whether it was saved
 */
export async function editInfo (picture, stored) {
  const { ProductId } = picture
  let { info, unmodifiedSince } = stored
  const dialog = dialogOf('info-dialog')
  const form = formOf(dialog)
  const reread = /** @type {HTMLButtonElement} */ (dialog.querySelector('.reread'))
  const title = byId('info-title')
  title.textContent = `Image info of ${nameOf(picture)}`
  reread.hidden = true
  fill(form, info)
  reread.onclick = async () => {
    try {
      ({ info, unmodifiedSince } = await readInfo(ProductId))
      fill(form, info)
      showProblem(dialog.querySelector('.problem'))
      form.querySelector('textarea')?.focus()
    } catch (error) {
      showProblem(dialog.querySelector('.problem'), error.message)
    }
  }

  const isSaved = await ask(dialog, async () => {
    await saveInfo(ProductId, { ...info, ...edited(form, info) }, unmodifiedSince)
    return true
  }, error => { reread.hidden = !(error instanceof CallError && error.status === 412) })
  return isSaved === true
}

/** @param {HTMLFormElement} form */
const inputs = form => Array.from(form.querySelectorAll('input, textarea'))

/** @param {HTMLFormElement} form @param {Record<string, any>} info */
function fill (form, info) {
  for (const input of inputs(form)) {
    if (input.type === 'checkbox') input.checked = info[input.name]
    else input.value = info[input.name] ?? ''
  }
  const style = /** @type {const} */ ({ dateStyle: 'medium', timeStyle: 'short' })
  const changes = [['Created', info.CreatedDate, info.CreatedBy], ['Changed', info.UpdatedDate, info.UpdatedBy]]
  const details = [
    ['Blob', info.BlobId === 0 ? 'not saved yet' : String(info.BlobId)],
    ['Size', info.OriginalSize > 0 ? readableSize(info.OriginalSize) : ''],
    ...changes.map(([name, date, by]) => [name, [readableDate(date, style), by?.FullName && `by ${by.FullName}`].filter(Boolean).join(' ')]),
  ]
  form.querySelector('.details')?.replaceChildren(...details.filter(([, text]) => text !== '')
    .flatMap(([name, text]) => [element('dt', String(name)), element('dd', String(text))]))
}

/**
 * The image info with what the form says. A text that is null stays so until something is written. Who changed it, and
 * when, is left to the server.
 * @param {HTMLFormElement} form @param {Record<string, any>} info
 */
function edited (form, info) {
  /** @type {Record<string, unknown>} */
  const sent = { UpdatedDate: undefined, UpdatedBy: undefined }
  for (const { type, name, checked, value } of inputs(form)) {
    if (type === 'checkbox') sent[name] = checked
    else sent[name] = value === '' && info[name] === null ? null : value
  }
  return sent
}

/**
 * Adds a product.
 * @param {File} [file] the picture that it is to have, if somebody dropped one
 * @returns {Promise<{ productId: number, file: File | undefined } | undefined>} undefined when nothing was added
 */
export function makeProduct (file) {
  const dialog = dialogOf('product-dialog')
  const form = formOf(dialog)
  form.reset()
  const { Name, Code, Picture: picture } = /** @type {Record<string, HTMLInputElement>} */ (/** @type {unknown} */ (form.elements))
  if (file !== undefined) {
    const files = new DataTransfer()
    files.items.add(file)
    picture.files = files.files
    Name.value = file.name.replace(/\.[^.]*$/, '').slice(0, Name.maxLength)
  }
  return ask(dialog, async () => {
    const productId = await addProduct({ Name: Name.value, Code: Code.value })
    return { productId, file: picture.files?.[0] }
  })
}

/**
 * Asks what of a product is to be deleted.
 * @param {Picture} picture
 * @returns {Promise<string>} `picture`, `product` or nothing
 */
export function askWhatToDelete (picture) {
  const dialog = dialogOf('delete-dialog')
  const title = byId('delete-title')
  title.textContent = `Delete ${nameOf(picture)}?`
  const [ofPicture, ofProduct] = dialog.querySelectorAll('button.danger')
  const hasPicture = picture.HasImage || picture.BlobId !== 0
  ofPicture.toggleAttribute('hidden', !hasPicture)
  ofPicture.textContent = picture.HasImage ? 'Delete picture' : 'Delete image info'
  ofProduct.toggleAttribute('hidden', picture.Name === null)
  return choiceIn(dialog)
}

/**
 * Asks whether something is meant that cannot be undone.
 * @param {string} question @param {string} consequence @param {string} action what the button says
 */
export async function confirmed (question, consequence, action) {
  const dialog = dialogOf('confirm-dialog')
  const [title, text, confirm] = ['h2', 'p', '.danger'].map(selector => dialog.querySelector(selector))
  if (title !== null) title.textContent = question
  if (text !== null) text.textContent = consequence
  if (confirm !== null) confirm.textContent = action
  return await choiceIn(dialog) !== ''
}

/** The value of the button that closes a dialog; nothing when it is closed in another way. @param {HTMLDialogElement} dialog @returns {Promise<string>} */
function choiceIn (dialog) {
  dialog.returnValue = ''
  return new Promise(resolve => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue), { once: true })
    dialog.showModal()
  })
}
