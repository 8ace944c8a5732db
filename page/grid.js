// The grid of cards with the products of the shown tenant. It is loaded in pages.

import { productCallsOf } from './product-calls.js'
import { Card } from './cards.js'
import { byId, showProblem } from './elements.js'

/** @typedef {import('./product-calls.js').Picture} Picture */

export const grid = byId('products')
const more = byId('more')

/** The shown cards by product id. @type {Map<number, Card>} */
const cards = new Map()
/** The start of the next page; null after the last page. @type {number | null} */
let next = null
/** The requests to the shown tenant, and the signal that is aborted when the user leaves the view. */
let looking = { calls: productCallsOf(''), signal: new AbortController().signal }

/** @typedef {{ calls: import('./product-calls.js').ProductCalls, picture: { ProductId: number }, name: string }} Product a product with or without a card */

/** Returns the requests to the shown tenant. */
export const shownCalls = () => looking.calls

/** True if the products of this product's tenant are shown. @param {Product} product */
const isLookedAt = ({ calls }) => calls.tenant === looking.calls.tenant && !looking.signal.aborted

/** Returns the card of a product, or undefined if it is not shown. @param {Product} product */
export const shownCard = product => isLookedAt(product) ? cards.get(product.picture.ProductId) : undefined

/** Replaces the cards by the first page of the tenant's products. */
async function showAll () {
  for (const card of cards.values()) card.remove()
  cards.clear()
  next = null
  byId('count').textContent = ''
  byId('empty').hidden = true
  await showPage(0)
}

/** @type {import('./views.js').View} */
export const picturesView = {
  title: 'Products',
  open (signal, tenant) {
    looking = { calls: productCallsOf(tenant), signal }
    return showAll()
  },
}

/** Loads the next page. Resolves to its first card. */
export const showMore = () => showPage(next ?? 0)

/** Loads products that were added after the last one, if all pages are shown. */
export async function showNew () {
  if (next === null) await showPage(Math.max(0, ...cards.keys()))
}

/** @param {number} after @returns {Promise<Card | undefined>} the first card */
async function showPage (after) {
  const { calls, signal } = looking
  const problem = byId(after === 0 ? 'list-problem' : 'more-problem')
  for (const id of ['list-problem', 'more-problem']) showProblem(byId(id))
  grid.ariaBusy = 'true'
  try {
    const { Pictures, Next } = await calls.listPictures({ after, signal })
    if (signal.aborted) return
    next = Next
    const [first] = Pictures.map(picture => showPicture(picture, calls))
    return first
  } catch (error) {
    if (!signal.aborted) showProblem(problem, error.message)
  } finally {
    if (!signal.aborted) {
      grid.ariaBusy = null
      more.hidden = next === null
      count()
    }
  }
}

/** Returns the number of shown products as text: `60 products, and there are more`. */
export function countSentence () {
  const products = cards.size === 1 ? '1 product' : `${cards.size} products`
  return next === null ? products : `${products}, and there are more`
}

function count () {
  const hasFailed = !byId('list-problem').hidden
  byId('count').textContent = hasFailed ? '' : countSentence()
  byId('empty').hidden = cards.size > 0 || hasFailed
}

/**
 * Shows a picture on the card of its product. Creates the card if it does not exist, and inserts it in the order of the ids.
 * @param {Picture} picture @param {import('./product-calls.js').ProductCalls} calls
 */
function showPicture (picture, calls) {
  const known = cards.get(picture.ProductId)
  if (known !== undefined) {
    known.show(picture)
    return known
  }
  const card = new Card(picture, calls)
  const following = Math.min(...[...cards.keys()].filter(id => id > picture.ProductId))
  grid.insertBefore(card.element, cards.get(following)?.element ?? null)
  cards.set(picture.ProductId, card)
  return card
}

/**
 * Reads a product again, and updates or removes its card if it is shown.
 * @param {Product} product
 * @returns {Promise<boolean>} true if the product exists
 */
export async function refresh (product) {
  const { calls, picture: { ProductId } } = product
  const picture = await calls.findPicture(ProductId)
  if (isLookedAt(product)) {
    if (picture === undefined) removeCard(ProductId)
    else showPicture(picture, calls)
    count()
  }
  return picture !== undefined
}

/** Removes a card. If it has the focus, moves the focus to a neighbouring card. @param {number} productId */
function removeCard (productId) {
  const card = cards.get(productId)
  if (card === undefined) return
  const neighbour = card.element.nextElementSibling ?? card.element.previousElementSibling
  const hadFocus = card.element.contains(document.activeElement)
  cards.delete(productId)
  card.remove()
  if (hadFocus) focusIn(neighbour, '.delete')
}

/** @param {Element | null | undefined} item @param {string} selector */
function focusIn (item, selector) {
  const wanted = item?.querySelector(selector) ?? item?.querySelector('button')
  if (wanted instanceof HTMLElement) wanted.focus()
}

grid.addEventListener('keydown', event => {
  const button = event.target instanceof Element ? event.target.closest('button') : null
  const item = button?.closest('.grid > li')
  const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey
  const to = item && isPlain && neighbourOf(item, event.key)
  if (!to || !button) return
  event.preventDefault()
  focusIn(to, button.matches('.actions *') ? `.${button.className}` : '.choose')
})

/** Returns the item that a navigation key leads to. @param {Element} item @param {string} key @returns {Element | undefined} */
function neighbourOf (item, key) {
  const items = Array.from(grid.children)
  const index = items.indexOf(item)
  const columns = getComputedStyle(grid).gridTemplateColumns.split(' ').length
  /** @type {Record<string, number>} */
  const places = { ArrowLeft: index - 1, ArrowRight: index + 1, ArrowUp: index - columns, ArrowDown: index + columns, Home: 0, End: items.length - 1 }
  return items[places[key] ?? -1]
}
