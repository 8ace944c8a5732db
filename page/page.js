// Entry point of the page: adds the views, handles the form of the session and refused credentials, and opens a view.

import { refusals, session } from './send-request.js'
import { clockView } from './clock.js'
import { byId, findForm, findInput, say, showProblem } from './elements.js'
import { faultsView } from './faults.js'
import { countSentence, createPicturesView } from './grid.js'
import { journalView } from './journal.js'
import { OWNER_KINDS } from './owner-kinds.js'
import './pictures.js'
import { addView, goToTenant, showView, untilLeft } from './views.js'

const form = findForm('session')
const [tenantField, userField, passwordField, tokenField] = ['tenant', 'user', 'password', 'token'].map(findInput)

const REFUSALS = {
  user: {
    get fields () { return session.takesTokens ? [passwordField] : [userField, passwordField] },
    sentence () {
      if (session.takesTokens) {
        return 'The mock runs as an online installation (SUPEROFFICE_MOCK_INSTALLATION=online) and accepts Bearer tokens, not passwords. ' +
          'Enter a token as the password and press Open. Without a users file, any token is accepted.'
      }
      const who = session.user === '' ? 'requests without a user' : `the user “${session.user}” with this password`
      return `The mock does not accept ${who}. Enter a user and a password of its users file and press Open.`
    },
  },
  token: {
    fields: [tokenField],
    sentence: () => session.token === ''
      ? 'The mock requires its control token (SUPEROFFICE_MOCK_CONTROL_TOKEN). Enter it and press Open.'
      : 'The control token is wrong. Enter that of the mock (SUPEROFFICE_MOCK_CONTROL_TOKEN) and press Open.',
  },
}

async function openTenant () {
  tenantField.value = session.tenant
  userField.value = session.user
  passwordField.value = session.password
  tokenField.value = session.token
  byId('token-field').hidden = session.token === ''
  byId('session-user').textContent = session.user || 'no user'
  showRefusal('')
  await showView()
}

/**
 * Shows or hides the form of the session on narrow screens. On wide screens, the form is always shown.
 * @param {boolean} isOpen
 */
function showSession (isOpen) {
  form.classList.toggle('open', isOpen)
  byId('session-toggle').ariaExpanded = String(isOpen)
}

/** @param {string} sentence empty to hide the message @param {HTMLInputElement[]} [wrong] the fields that are marked as invalid */
function showRefusal (sentence, wrong = []) {
  showProblem(byId('session-problem'), sentence)
  for (const field of [userField, passwordField, tokenField]) {
    const isWrong = wrong.includes(field)
    field.ariaInvalid = isWrong ? 'true' : null
    if (isWrong) field.setAttribute('aria-describedby', 'session-problem')
    else field.removeAttribute('aria-describedby')
  }
}

// If `asked` is false, as for the request for a picture, the focus is moved only if no message was shown before.
// If a dialog is open, the focus is moved when the dialog is closed, provided that the message is still shown.
refusals.addEventListener('refused', event => {
  const isNews = byId('session-problem').hidden
  const { fields, sentence } = REFUSALS[event.detail.who]
  if (event.detail.who === 'token') byId('token-field').hidden = false
  showRefusal(sentence(), fields)
  showSession(true)
  if (!isNews && !event.detail.asked) return
  const dialog = document.querySelector('dialog[open]')
  if (dialog === null) fields[0].select()
  else dialog.addEventListener('close', () => { if (!byId('session-problem').hidden) fields[0].select() }, { once: true })
})
refusals.addEventListener('accepted', event => {
  if (REFUSALS[event.detail.who].fields.some(({ ariaInvalid }) => ariaInvalid === 'true')) showRefusal('')
})

form.addEventListener('submit', async event => {
  event.preventDefault()
  session.signIn(userField.value, passwordField.value, tokenField.value)
  const tenant = tenantField.value
  if (tenant !== session.tenant) goToTenant(tenant)
  const opening = openTenant()
  const left = untilLeft()
  await opening
  if (left.aborted) return
  if (!byId('session-problem').hidden) return
  showSession(false)
  if (byId('pictures-view').hidden) return
  if (byId('list-problem').hidden) say(`${countSentence()} of ${tenant || 'default'}.`)
})
byId('session-toggle').addEventListener('click', () => showSession(!form.classList.contains('open')))
byId('skip').addEventListener('click', event => {
  // The link is not followed, because that would change the hash, which names the view.
  event.preventDefault()
  byId('main').focus()
})
// Fired when the user follows a link to a view, or navigates back or forward to another view or tenant.
addEventListener('popstate', openTenant)

for (const kind of OWNER_KINDS) addView(kind.view, createPicturesView(kind))
addView('journal', journalView)
addView('faults', faultsView)
addView('clock', clockView)
await openTenant()
