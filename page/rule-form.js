// The form that adds a fault rule. The user enters the rule in fields or as JSON.

import { byId, findForm, findInput } from './elements.js'

const form = findForm('rule-form')
const asJson = findInput('rule-as-json')
const jsonField = findInput('rule-json')

/** @type {Record<string, string>} */
const HINTS = {
  Delay: 'Delays the request by Milliseconds. With uniform, they are the minimum and MaxMilliseconds the maximum; with lognormal, they are the median.',
  Answer: 'Responds with an error status. RetryAfter is for 429 and 503 only.',
  Drop: 'Closes the connection without a response.',
  Reset: 'Resets the connection (TCP RST).',
  Truncate: 'Sends the first Bytes or Fraction of the response, or half of it, then closes the connection.',
  Malform: 'Makes the second half of the response invalid.',
  Trickle: 'Sends the response in pieces of ChunkBytes with Milliseconds between them, or within TotalMilliseconds.',
}

/** Returns the values of a group of fields by their names. Empty and hidden fields are omitted. @param {string} group a selector */
function valuesIn (group) {
  const fields = Array.from(form.querySelectorAll(`${group} input, ${group} select`))
  return Object.fromEntries(fields.flatMap(field => {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement) || field.value === '' || !field.checkVisibility()) return []
    const number = Number(field.value)
    // In a field for numbers, a value for which `Number` returns NaN is sent unchanged, so that the server refuses it with a message.
    return [[field.name, field.inputMode !== '' && !Number.isNaN(number) ? number : field.value]]
  }))
}

function readRule () {
  const Match = valuesIn('.rule-match')
  return { ...(Object.keys(Match).length > 0 && { Match }), Actions: [valuesIn('.rule-action')], ...valuesIn('.rule-limits') }
}

/** Of the fields for actions, shows only those that the chosen action and the chosen distribution of delays support. */
function showFields () {
  const [action, distribution] = ['rule-action', 'rule-distribution'].map(id => findInput(id).value)
  for (const field of form.querySelectorAll('[data-actions]')) {
    const { actions = '', distribution: needed = distribution } = /** @type {HTMLElement} */ (field).dataset
    field.toggleAttribute('hidden', !actions.split(' ').includes(action) || needed !== distribution)
  }
  byId('rule-hint').textContent = HINTS[action] ?? ''
}

form.addEventListener('change', event => {
  if (event.target === asJson) {
    if (asJson.checked) jsonField.value = JSON.stringify(readRule(), null, 2)
    byId('rule-fields').hidden = asJson.checked
    byId('rule-json-field').hidden = !asJson.checked
    return
  }
  showFields()
})
showFields()

/**
 * Calls `add` each time the form is submitted.
 * @param {(rules: string) => void} add called with one or several rules as JSON; JSON that the user entered is not validated
 */
export function whenRuleIsSubmitted (add) {
  form.addEventListener('submit', event => {
    event.preventDefault()
    add(asJson.checked ? jsonField.value : JSON.stringify(readRule()))
  })
}
