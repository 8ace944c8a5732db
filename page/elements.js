// Finds, creates and fills elements of the page.

/** @param {string} id */
export const byId = id => /** @type {HTMLElement} */ (document.getElementById(id))
/** @param {string} id */
export const findInput = id => /** @type {HTMLInputElement} */ (document.getElementById(id))
/** @param {string} id */
export const findForm = id => /** @type {HTMLFormElement} */ (document.getElementById(id))

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {string} [text] @param {string} [className]
 */
export function element (tag, text = '', className = '') {
  const made = document.createElement(tag)
  made.textContent = text
  if (className !== '') made.className = className
  return made
}

/**
 * @param {string} text @param {string} label read by screen readers instead of `text`; it also names the item on which the button acts
 * @param {() => void} press called when the button is clicked
 */
export function button (text, label, press) {
  const made = element('button', text)
  made.type = 'button'
  made.ariaLabel = label
  made.addEventListener('click', press)
  return made
}

/**
 * Creates a sentence from a template literal. Inserted strings are isolated in `<bdi>`, so that right-to-left names do not reorder the
 * other words.
 * @param {TemplateStringsArray} words @param {string[]} names
 */
export function sentence (words, ...names) {
  const made = document.createDocumentFragment()
  made.append(...words.flatMap((word, index) => index < names.length ? [word, element('bdi', names[index])] : [word]))
  return made
}

/**
 * Shows an error message in an element. If the message is empty, hides the element.
 * @param {Element | null} problem @param {string} [sentence]
 */
export function showProblem (problem, sentence = '') {
  if (!(problem instanceof HTMLElement)) return
  const text = problem.querySelector('p') ?? problem
  // The text is set only if it changes, because screen readers announce a text again when it is set.
  if (text.textContent !== sentence) text.textContent = sentence
  problem.hidden = sentence === ''
  // Removes an earlier message from the status line, because it can be a message of success, which would contradict the error.
  if (sentence !== '') byId('status').textContent = ''
}

/** Shows a message in the status line, which screen readers announce. @param {string | DocumentFragment} sentence */
export function say (sentence) {
  const status = byId('status')
  status.replaceChildren(sentence)
  // Restarts the animation that fades out the message.
  for (const animation of status.getAnimations()) animation.currentTime = 0
}
