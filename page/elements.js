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

/** Shows a sentence where it belongs, or takes it away. @param {Element | null} problem @param {string} [sentence] */
export function showProblem (problem, sentence = '') {
  if (!(problem instanceof HTMLElement)) return
  const text = problem.querySelector('p') ?? problem
  text.textContent = sentence
  problem.hidden = sentence === ''
}

/** Says what happened, to those who look and those who listen. @param {string} sentence */
export function say (sentence) {
  const status = byId('status')
  status.textContent = sentence
  // From its beginning again, which fades the sentence out.
  for (const animation of status.getAnimations()) animation.currentTime = 0
}

/**
 * Does something, and shows the sentence of what went wrong; what was wrong before is forgotten.
 * @template Result
 * @param {Element} problem @param {() => Promise<Result>} work
 * @returns {Promise<Result | undefined>} undefined when it went wrong
 */
export async function attempt (problem, work) {
  showProblem(problem)
  try {
    return await work()
  } catch (error) {
    if (error.name !== 'AbortError') showProblem(problem, error.message)
  }
}
