// The dialogs. They are modal <dialog> elements, so that the browser traps the focus, closes them with Esc, and restores the focus.

import { RequestError } from './send-request.js'
import { formatName, readableDate, readableSize } from './cards.js'
import { byId, element, sentence, showProblem } from './elements.js'

/** @typedef {import('./picture-client.js').Picture} Picture */
/** @typedef {import('./picture-client.js').PictureClient} PictureClient */

/** @param {string} id */
const findDialog = id => /** @type {HTMLDialogElement} */ (document.getElementById(id))
/** @param {HTMLDialogElement} dialog */
const findForm = dialog => /** @type {HTMLFormElement} */ (dialog.querySelector('form'))

/**
 * @template Result
 * @typedef {{ result: Result | undefined, isCut: boolean }} Outcome `result` is undefined unless the dialog succeeded; `isCut` is true if
 * the last request may have made the change, but no readable response was received
 */

/**
 * Opens a dialog. Calls `work` when its form is submitted, unless `work` is running. The signal of `work` is aborted when the dialog is
 * closed.
 * @template Result
 * @param {HTMLDialogElement} dialog
 * @param {(signal: AbortSignal) => Promise<Result>} work
 * @param {(error: unknown) => void} [onFailure] called after the error message was shown; not called if the dialog is closed
 * @returns {Promise<Outcome<Result>>}
 */
function ask (dialog, work, onFailure = () => undefined) {
  const form = findForm(dialog)
  const problem = dialog.querySelector('.problem')
  const [cancel] = form.getElementsByClassName('cancel')
  const closed = new AbortController()
  const { signal } = closed
  showProblem(problem)
  return new Promise(resolve => {
    /** @type {Result | undefined} */
    let result
    let isBusy = false
    let isUnsure = false
    form.addEventListener('submit', async event => {
      event.preventDefault()
      if (isBusy) return
      isBusy = true
      isUnsure = true
      form.ariaBusy = 'true'
      showProblem(problem)
      try {
        result = await work(signal)
        isUnsure = false
        // If the dialog was closed, it may be open again, and must not be closed.
        if (!signal.aborted) dialog.close()
      } catch (error) {
        if (signal.aborted) return
        isBusy = false
        isUnsure = error instanceof RequestError && error.status === 0
        form.ariaBusy = null
        showProblem(problem, error.message)
        onFailure(error)
      }
    }, { signal })
    cancel?.addEventListener('click', () => dialog.close(), { signal })
    dialog.addEventListener('close', () => {
      closed.abort()
      form.ariaBusy = null
      resolve({ result, isCut: isUnsure })
    }, { signal })
    dialog.showModal()
  })
}

/**
 * Opens the dialog that edits an image info.
 * @param {import('./cards.js').Card} card @param {Awaited<ReturnType<PictureClient['readInfo']>>} stored
 * @returns {Promise<Outcome<true>>}
 */
export function editInfo ({ picture, client }, stored) {
  const { OwnerId } = picture
  let { info, unmodifiedSince } = stored
  const dialog = findDialog('info-dialog')
  const form = findForm(dialog)
  const reread = /** @type {HTMLButtonElement} */ (dialog.querySelector('.reread'))
  const title = byId('info-title')
  title.replaceChildren(sentence`Image info of ${formatName(picture)}`)
  reread.hidden = true
  let texts = fill(form, info)
  async function readAgain () {
    try {
      const now = await client.readInfo(OwnerId)
      // The dialog may have been opened again while the info was read.
      if (reread.onclick !== readAgain) return
      ({ info, unmodifiedSince } = now)
      texts = fill(form, info)
      showProblem(dialog.querySelector('.problem'))
      form.querySelector('textarea')?.focus()
    } catch (error) {
      if (reread.onclick === readAgain) showProblem(dialog.querySelector('.problem'), error.message)
    }
  }
  reread.onclick = readAgain

  return ask(dialog, async signal => {
    await client.saveInfo(OwnerId, { ...info, ...edited(form, texts) }, unmodifiedSince, signal)
    return true
  }, error => { reread.hidden = !(error instanceof RequestError && error.status === 412) })
}

/** @param {HTMLFormElement} form */
const inputs = form => Array.from(form.querySelectorAll('input, textarea'))

/**
 * Fills the fields of the form with an image info.
 * @param {HTMLFormElement} form @param {Record<string, any>} info
 * @returns {Map<string, string>} the values of the fields. They can differ from `info`, for example because browsers normalize line breaks
 */
function fill (form, info) {
  const texts = new Map()
  for (const input of inputs(form)) {
    if (input.type === 'checkbox') input.checked = info[input.name]
    else input.value = info[input.name] ?? ''
    texts.set(input.name, input.value)
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
  return texts
}

/**
 * Returns the properties to save: all checkboxes, and the texts that the user changed. The other texts are omitted, and the caller sends
 * their stored values, which have the original line breaks. The date and the author of the change are undefined, so that the server sets
 * them.
 * @param {HTMLFormElement} form @param {Map<string, string>} texts the values before editing
 */
function edited (form, texts) {
  /** @type {Record<string, unknown>} */
  const sent = { UpdatedDate: undefined, UpdatedBy: undefined }
  for (const { type, name, checked, value } of inputs(form)) {
    if (type === 'checkbox') sent[name] = checked
    else if (value !== texts.get(name)) sent[name] = value
  }
  return sent
}

/**
 * Opens the dialog that changes the name and the code of a product.
 * @param {import('./cards.js').Card} card @param {{ Name: string, Code: string }} stored
 * @returns {Promise<Outcome<true>>}
 */
export function renameProduct ({ picture, client }, stored) {
  const { OwnerId } = picture
  const dialog = findDialog('rename-dialog')
  const form = findForm(dialog)
  byId('rename-title').replaceChildren(sentence`Rename ${formatName(picture)}`)
  const { Name, Code } = /** @type {Record<string, HTMLInputElement>} */ (/** @type {unknown} */ (form.elements))
  const fields = [Name, Code]
  Name.value = stored.Name
  Code.value = stored.Code
  const before = fields.map(({ value }) => value)
  return ask(dialog, async signal => {
    const changed = fields.filter(({ value }, index) => value !== before[index])
    await client.changeProduct(OwnerId, Object.fromEntries(changed.map(({ name, value }) => [name, value])), signal)
    return true
  })
}

/**
 * Opens the dialog that adds a product or, for another kind of owner, a picture.
 * @param {PictureClient} client
 * @param {File} [file] a dropped file
 * @returns {Promise<Outcome<{ owner: import('./grid.js').Owner, file: File | undefined }>>} `file` of the result is a
 * file that must still be saved as the picture; undefined if all is saved
 */
export function addOwner (client, file) {
  const { entity, isEditable, adding, dialog: id } = client.kind
  const dialog = findDialog(id)
  const form = findForm(dialog)
  form.reset()
  const { Name, Code, Id, Picture: pictures } = /** @type {Record<string, HTMLInputElement>} */ (/** @type {unknown} */ (form.elements))
  const title = dialog.querySelector('h2')
  if (title !== null) title.textContent = adding
  if (file !== undefined) {
    const files = new DataTransfer()
    files.items.add(file)
    pictures.files = files.files
    if (isEditable) Name.value = file.name.replace(/\.[^.]*$/, '').slice(0, Name.maxLength)
  }
  return ask(dialog, async signal => {
    const [chosen] = pictures.files ?? []
    if (isEditable) {
      const { value: name } = Name
      const OwnerId = await client.addProduct({ Name: name, Code: Code.value }, signal)
      return { owner: { client, name, picture: { OwnerId } }, file: chosen }
    }
    const OwnerId = Number(Id.value)
    await client.saveImage(OwnerId, chosen, signal)
    return { owner: { client, name: `${entity} ${OwnerId}`, picture: { OwnerId } }, file: undefined }
  })
}

/**
 * Opens the dialog in which the user chooses what to delete.
 * @param {import('./cards.js').Card} card
 * @returns {Promise<string>} `product`, `picture` (also for an image info without a picture), or empty if the dialog is closed otherwise
 */
export function askWhatToDelete ({ picture, client }) {
  const dialog = findDialog('delete-dialog')
  const title = byId('delete-title')
  title.replaceChildren(sentence`Delete ${formatName(picture)}?`)
  const [ofPicture, ofProduct] = dialog.querySelectorAll('button.danger')
  const hasPicture = picture.HasImage || picture.BlobId !== 0
  ofPicture.toggleAttribute('hidden', !hasPicture)
  ofPicture.textContent = picture.HasImage ? 'Delete picture' : 'Delete image info'
  ofProduct.toggleAttribute('hidden', picture.Name === null || !client.kind.isEditable)
  return choiceIn(dialog)
}

/**
 * Opens a dialog. Resolves to true if the user confirms the action.
 * @param {string} question @param {string} consequence @param {string} action the label of the button
 */
export async function confirmed (question, consequence, action) {
  const dialog = findDialog('confirm-dialog')
  const [title, text, confirm] = ['h2', 'p', '.danger'].map(selector => dialog.querySelector(selector))
  if (title !== null) title.textContent = question
  if (text !== null) text.textContent = consequence
  if (confirm !== null) confirm.textContent = action
  return await choiceIn(dialog) !== ''
}

/**
 * Opens a dialog. Resolves to the value of the button with which the user closes the dialog, or to "" if it is closed otherwise.
 * @param {HTMLDialogElement} dialog
 * @returns {Promise<string>}
 */
function choiceIn (dialog) {
  dialog.returnValue = ''
  return new Promise(resolve => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue), { once: true })
    dialog.showModal()
  })
}
