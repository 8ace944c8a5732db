// Parts of the page, found, made and filled.

/** @param {string} id */
export const byId = id => /** @type {HTMLElement} */ (document.getElementById(id))
/** @param {string} id */
export const inputOf = id => /** @type {HTMLInputElement} */ (document.getElementById(id))
/** @param {string} id */
export const formOf = id => /** @type {HTMLFormElement} */ (document.getElementById(id))

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
 * A button, and what it is called for who does not see where it stands.
 * @param {string} text @param {string} label @param {() => void} press
 */
export function button (text, label, press) {
  const made = element('button', text)
  made.type = 'button'
  made.ariaLabel = label
  made.addEventListener('click', press)
  return made
}

/**
 * A sentence with names that somebody chose: whichever way they are written, the words around them stay where they are.
 * @param {TemplateStringsArray} words @param {string[]} names
 */
export function sentence (words, ...names) {
  const made = document.createDocumentFragment()
  made.append(...words.flatMap((word, index) => index < names.length ? [word, element('bdi', names[index])] : [word]))
  return made
}

/** Shows a sentence where it belongs, or takes it away. @param {Element | null} problem @param {string} [sentence] */
export function showProblem (problem, sentence = '') {
  if (!(problem instanceof HTMLElement)) return
  const text = problem.querySelector('p') ?? problem
  // To write the same again would tell it again to those who listen.
  if (text.textContent !== sentence) text.textContent = sentence
  problem.hidden = sentence === ''
  // What was done before would read as if it was what went wrong.
  if (sentence !== '') byId('status').textContent = ''
}

/** Says what happened, to those who look and those who listen. @param {string | DocumentFragment} sentence */
export function say (sentence) {
  const status = byId('status')
  status.replaceChildren(sentence)
  // From its beginning again, which fades the sentence out.
  for (const animation of status.getAnimations()) animation.currentTime = 0
}
