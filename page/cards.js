// The cards of the grid. Each card shows an owner and its picture.

import { element, showProblem } from './elements.js'

/** @typedef {import('./picture-client.js').Picture} Picture */
/** @typedef {import('./picture-client.js').PictureClient} PictureClient */

const UNSET_YEAR = '0001-'
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte']

/** The aspect ratio of the box for a picture. `page.css` sets the same ratio. */
const [BOX_WIDTH, BOX_HEIGHT] = [4, 3]

/** Formats a number of bytes: `48.2 kB`. @param {number} bytes at least 1 */
export function readableSize (bytes) {
  const power = Math.min(Math.max(Math.floor(Math.log10(bytes) / 3), 0), UNITS.length - 1)
  const format = new Intl.NumberFormat(undefined, { style: 'unit', unit: UNITS[power], unitDisplay: 'short', maximumFractionDigits: power === 0 ? 0 : 1 })
  return format.format(bytes / 1000 ** power)
}

/** Formats a date of the server. Returns "" for an unset date. @param {string} date @param {Intl.DateTimeFormatOptions} [style] */
export function readableDate (date, style = { dateStyle: 'medium' }) {
  return date.startsWith(UNSET_YEAR) ? '' : new Intl.DateTimeFormat(undefined, style).format(new Date(date))
}

/** @param {Picture} picture */
export const formatName = ({ Name, Owner, OwnerId }) => Name || `${Owner} ${OwnerId}`

/** Loads the picture of an observed card as soon as the card is near the visible part of the page. */
const near = new IntersectionObserver(entries => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue
    near.unobserve(target)
    cards.get(target)?.load()
  }
}, { rootMargin: '300px' })

/** @type {WeakMap<Element, Card>} */
const cards = new WeakMap()

export class Card {
  #busy = false
  #loading = new AbortController()
  #url = ''

  /** @param {Picture} picture @param {PictureClient} client the client for owners of the same kind */
  constructor (picture, client) {
    this.client = client
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById('card'))
    this.element = /** @type {HTMLElement} */ (document.importNode(template.content, true).firstElementChild)
    this.part('.dismiss').addEventListener('click', () => {
      this.fail('')
      this.part('.choose').focus()
    })
    cards.set(this.element, this)
    this.show(picture)
  }

  /** Returns the card that contains an element; undefined outside cards. @param {EventTarget | null} target */
  static of (target) {
    const found = target instanceof Element ? target.closest('.card') : null
    return found === null ? undefined : cards.get(found)
  }

  /** @template {HTMLElement} Part @param {string} selector @returns {Part} */
  part (selector) {
    return /** @type {Part} */ (this.element.querySelector(selector))
  }

  get isBusy () { return this.#busy }

  get name () { return formatName(this.picture) }

  get canDelete () { return this.picture.BlobId !== 0 || this.client.kind.isEditable === true }

  /** @param {Picture} picture */
  show (picture) {
    this.picture = picture
    const { OwnerId, Description, MimeType, OriginalSize, UpdatedDate, HasImage, BlobId } = picture
    const heading = this.part('.name')
    heading.textContent = this.name
    heading.title = this.name
    heading.id = `owner-${OwnerId}`
    this.part('article').setAttribute('aria-labelledby', heading.id)
    this.part('.id').textContent = String(OwnerId)
    this.part('.description').textContent = Description
    this.part('.description').title = Description ?? ''
    this.part('.blank-title').textContent = BlobId === 0 ? 'No picture' : 'Image info without a picture'
    const facts = [MimeType, OriginalSize > 0 && readableSize(OriginalSize), readableDate(UpdatedDate)]
    this.part('.facts').replaceChildren(...facts.filter(Boolean).map(fact => element('li', String(fact))))

    const choose = this.part('.choose')
    choose.textContent = HasImage ? 'Replace…' : 'Upload…'
    choose.setAttribute('aria-label', `${choose.textContent} picture of ${this.name}`)
    this.part('.edit').setAttribute('aria-label', `Edit info… of ${this.name}`)
    this.part('.rename').setAttribute('aria-label', `Rename… ${this.name}`)
    this.part('.rename').hidden = this.client.kind.isEditable !== true
    this.part('.delete').setAttribute('aria-label', `Delete… ${this.name}`)
    this.part('.delete').ariaDisabled = this.canDelete ? null : 'true'

    this.part('img').alt = Description || `Picture of ${this.name}`
    this.#loading.abort()
    this.#loading = new AbortController()
    near.unobserve(this.element)
    if (HasImage) near.observe(this.element)
    else this.#replaceImage('')
    this.part('.blank').hidden = HasImage
  }

  /** Fetches and shows the picture. A URL of the mock in the attribute `src` would be requested without the header Authorization. */
  async load () {
    const { signal } = this.#loading
    try {
      const url = URL.createObjectURL(await this.client.readImage(this.picture, this.part('.picture').clientWidth, signal))
      if (signal.aborted) return URL.revokeObjectURL(url)
      this.#replaceImage(url)
      /** @type {HTMLImageElement} */
      const img = this.part('img')
      await img.decode()
      if (!signal.aborted) img.className = img.naturalWidth * BOX_HEIGHT >= img.naturalHeight * BOX_WIDTH ? 'wide' : 'tall'
    } catch {
      if (signal.aborted) return
      this.#replaceImage('')
      this.part('.blank-title').textContent = 'The picture cannot be shown'
      this.part('.blank').hidden = false
    }
  }

  /**
   * Runs `work`. Until it ends, the card is busy and shows the message `doing`.
   * @template Result
   * @param {string} doing @param {() => Promise<Result>} work
   */
  async during (doing, work) {
    this.#busy = true
    this.element.setAttribute('aria-busy', 'true')
    this.fail('')
    this.part('.busy').hidden = false
    this.part('.busy span').textContent = doing
    this.part('progress').ariaLabel = doing
    try {
      return await work()
    } finally {
      this.#busy = false
      this.element.removeAttribute('aria-busy')
      this.part('.busy').hidden = true
    }
  }

  /** Shows an error message on the card. @param {string} sentence empty to hide the message */
  fail (sentence) {
    showProblem(this.part('.problem'), sentence)
  }

  remove () {
    near.unobserve(this.element)
    this.#loading.abort()
    this.#replaceImage('')
    this.element.remove()
  }

  /** @param {string} url an object URL, or empty to show no picture */
  #replaceImage (url) {
    const img = this.part('img')
    img.hidden = url === ''
    img.className = ''
    if (url === '') img.removeAttribute('src')
    else img.src = url
    URL.revokeObjectURL(this.#url)
    this.#url = url
  }
}
