// The plot of the requests in the last ten minutes, by the class of their status. Its times are those of the tenant's clock.

import { byId, element } from './elements.js'

/** @typedef {import('./control-client.js').Entry} Entry */

const SVG = 'http://www.w3.org/2000/svg'

/**
 * The number of bars, and the seconds that each bar represents: together ten minutes. Narrower bars would often show single requests, and
 * wider bars could hide short failures.
 */
const [BARS, SECONDS] = [60, 10]

/** The size of the drawing, in units of the SVG. The attribute `viewBox` in `index.html` has the same size. */
const [WIDTH, HEIGHT] = [600, 100]

/**
 * The status classes, in the order from the bottom to the top of a bar: the first digit of the status, or `none` for requests without a
 * response.
 */
const CLASSES = ['2', '3', '4', '5', 'none']

/** @param {string} name one of CLASSES */
const nameClass = name => name === 'none' ? 'no response' : `${name}xx`

/** @param {string} name @param {Record<string, string | number>} attributes */
function svg (name, attributes) {
  const made = document.createElementNS(SVG, name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value))
  return made
}

/** Creates an empty plot. */
export function createPlot () {
  /**
   * The number of requests of each class in each bar. The key is the index of the bar; bar 0 begins at the Unix epoch.
   * @type {Map<number, Record<string, number>>}
   */
  const counts = new Map()
  let isCut = false

  return {
    /** @param {Entry} entry */
    add ({ Time, Status }) {
      const bar = findBar(Date.parse(Time))
      const name = Status === null ? 'none' : String(Status)[0] ?? ''
      const ofBar = counts.get(bar) ?? {}
      ofBar[name] = (ofBar[name] ?? 0) + 1
      counts.set(bar, ofBar)
    },

    /** Marks the counts as minimums, because requests may be missing. */
    cut () { isCut = true },

    /** Draws the bars of the ten minutes up to a time. @param {number} now milliseconds since 1970, by the clock of the tenant */
    draw (now) {
      const last = findBar(now)
      for (const bar of counts.keys()) if (bar <= last - BARS) counts.delete(bar)
      const shown = Array.from(counts).filter(([bar]) => bar <= last)
      const most = Math.max(0, ...shown.map(([, ofBar]) => sum(ofBar)))
      byId('plot-bars').replaceChildren(...shown.flatMap(([bar, ofBar]) => barElements(bar - last + BARS - 1, bar, ofBar, most)))
      describe(shown.map(([, ofBar]) => ofBar), most, isCut)
    },
  }
}

/** @param {number} time milliseconds since 1970 */
const findBar = time => Math.floor(time / 1000 / SECONDS)

/** @param {Record<string, number> | number[]} counts */
const sum = counts => Object.values(counts).reduce((total, count) => total + count, 0)

/**
 * @param {number} place the position from the left, counted from 0 @param {number} bar the index that `findBar` returns
 * @param {Record<string, number>} ofBar the counts by class @param {number} most the number of requests in the highest bar
 */
function barElements (place, bar, ofBar, most) {
  const width = WIDTH / BARS
  let y = HEIGHT
  return CLASSES.filter(name => ofBar[name]).map(name => {
    const height = (ofBar[name] ?? 0) / most * HEIGHT
    y -= height
    const rect = svg('rect', { class: `class-${name}`, x: place * width + 1, y, width: width - 2, height })
    const title = svg('title', {})
    title.textContent = `${new Date(bar * SECONDS * 1000).toISOString().slice(11, 19)} UTC: ${ofBar[name]} × ${nameClass(name)}`
    rect.append(title)
    return rect
  })
}

/** @param {Record<string, number>[]} shown @param {number} most @param {boolean} isCut */
function describe (shown, most, isCut) {
  const totals = CLASSES.map(name => ({ name, total: sum(shown.map(ofBar => ofBar[name] ?? 0)) })).filter(({ total }) => total > 0)
  const total = sum(totals.map(({ total }) => total))
  const requests = `${isCut ? 'At least ' : ''}${total === 1 ? '1 request' : `${total} requests`} in the last ten minutes`
  byId('plot-total').textContent = requests
  byId('plot-bars').ariaLabel = [requests, ...totals.map(({ name, total }) => `${total} ${nameClass(name)}`)].join(', ')
  byId('plot-most').textContent = most === 0 ? '' : `highest bar: ${most}`
  byId('plot-legend').replaceChildren(...totals.map(({ name, total }) => {
    const key = element('span', '', 'key')
    const sample = svg('svg', { viewBox: '0 0 1 1' })
    sample.append(svg('rect', { class: `class-${name}`, width: 1, height: 1 }))
    key.append(sample, `${nameClass(name)}: ${total}`)
    return key
  }))
}
