// The grid with a card for each loaded owner of one kind in the tenant. The owners are loaded in pages.

import { Card } from './cards.js'
import { byId, showProblem } from './elements.js'
import { OWNER_KINDS } from './owner-kinds.js'
import { createPictureClient } from './picture-client.js'

/** @typedef {import('./picture-client.js').Picture} Picture */

export const grid = byId('owners')
const more = byId('more')

/** The cards in the grid, by the ids of the owners. @type {Map<number, Card>} */
const cards = new Map()
/** The id after which the next page starts; null until the first page is loaded, and after the last one is loaded. @type {number | null} */
let next = null
/** The client for the owners in the grid, and a signal that is aborted when the user leaves or reloads the view. */
let looking = { client: createPictureClient('', OWNER_KINDS[0]), signal: new AbortController().signal }

/**
 * @typedef {{ client: import('./picture-client.js').PictureClient, picture: { OwnerId: number }, name: string }} Owner an owner, with or
 * without a card
 */

export const getShownClient = () => looking.client

/** @param {Owner} owner */
const isLookedAt = ({ client: { tenant, kind } }) =>
  tenant === looking.client.tenant && kind === looking.client.kind && !looking.signal.aborted

/** Returns the card of an owner. Undefined if the grid does not show the owner. @param {Owner} owner */
export const shownCard = owner => isLookedAt(owner) ? cards.get(owner.picture.OwnerId) : undefined

async function showAll () {
  for (const card of cards.values()) card.remove()
  cards.clear()
  next = null
  byId('count').textContent = ''
  byId('empty').hidden = true
  await showPage(0)
}

/** Returns a view with the owners of one kind. @param {import('./owner-kinds.js').OwnerKind} kind @returns {import('./views.js').View} */
export const createPicturesView = kind => ({
  title: kind.title,
  section: 'pictures-view',
  open (signal, tenant) {
    looking = { client: createPictureClient(tenant, kind), signal }
    byId('owners-title').textContent = kind.title
    byId('owners-plural').textContent = kind.plural
    byId('add-title').textContent = kind.adding
    return showAll()
  },
})

/** Loads the next page, or the first one if no next page is known. Resolves to its first card, or to undefined if no card was loaded. */
export const showMore = () => showPage(next ?? 0)

/** If no further page is known, loads one page of the owners whose ids are above the highest id in the grid. */
export async function showNew () {
  if (next === null) await showPage(Math.max(0, ...cards.keys()))
}

/**
 * @param {number} after the id after which the page starts
 * @returns {Promise<Card | undefined>} the first card; undefined if the page is empty or not loaded, or if the user has left the view
 */
async function showPage (after) {
  const { client, signal } = looking
  const problem = byId(after === 0 ? 'list-problem' : 'more-problem')
  for (const id of ['list-problem', 'more-problem']) showProblem(byId(id))
  grid.ariaBusy = 'true'
  try {
    const { Pictures, Next } = await client.listPictures({ after, signal })
    if (signal.aborted) return
    next = Next
    const [first] = Pictures.map(picture => showPicture(picture, client))
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

/** Returns the number of owners in the grid as text: `60 products, and there are more`. */
export function countSentence () {
  const { noun, plural } = looking.client.kind
  const owners = `${cards.size} ${cards.size === 1 ? noun : plural}`
  return next === null ? owners : `${owners}, and there are more`
}

function count () {
  const hasFailed = !byId('list-problem').hidden
  byId('count').textContent = hasFailed ? '' : countSentence()
  byId('empty').hidden = cards.size > 0 || hasFailed
}

/**
 * Shows a list entry on the card of its owner, and creates the card if it does not exist.
 * @param {Picture} picture @param {import('./picture-client.js').PictureClient} client
 */
function showPicture (picture, client) {
  const known = cards.get(picture.OwnerId)
  if (known !== undefined) {
    known.show(picture)
    return known
  }
  const card = new Card(picture, client)
  const following = Math.min(...[...cards.keys()].filter(id => id > picture.OwnerId))
  grid.insertBefore(card.element, cards.get(following)?.element ?? null)
  cards.set(picture.OwnerId, card)
  return card
}

/**
 * Reads an owner again. If the grid shows the kind and the tenant of the owner, updates, creates or removes the card of the owner.
 * @param {Owner} owner
 * @returns {Promise<boolean>} true if the server's list still contains the owner
 */
export async function refresh (owner) {
  const { client, picture: { OwnerId } } = owner
  const picture = await client.findPicture(OwnerId)
  if (isLookedAt(owner)) {
    if (picture === undefined) removeCard(OwnerId)
    else showPicture(picture, client)
    count()
  }
  return picture !== undefined
}

/**
 * Removes a card. If the card has the focus, moves the focus to the next or previous item of the grid.
 * @param {number} ownerId
 */
function removeCard (ownerId) {
  const card = cards.get(ownerId)
  if (card === undefined) return
  const neighbour = card.element.nextElementSibling ?? card.element.previousElementSibling
  const hadFocus = card.element.contains(document.activeElement)
  cards.delete(ownerId)
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
  const to = item && isPlain && findNeighbour(item, event.key)
  if (!to || !button) return
  event.preventDefault()
  focusIn(to, button.matches('.actions *') ? `.${button.className}` : '.choose')
})

/**
 * Returns the item to which a key moves the focus.
 * @param {Element} item @param {string} key @returns {Element | undefined}
 */
function findNeighbour (item, key) {
  const items = Array.from(grid.children)
  const index = items.indexOf(item)
  const columns = getComputedStyle(grid).gridTemplateColumns.split(' ').length
  /** @type {Record<string, number>} */
  const places = { ArrowLeft: index - 1, ArrowRight: index + 1, ArrowUp: index - columns, ArrowDown: index + columns, Home: 0, End: items.length - 1 }
  return items[places[key] ?? -1]
}
