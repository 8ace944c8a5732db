// Formats fault rules as text.

/** @typedef {import('./control-client.js').FaultRule} FaultRule */

/** Describes the requests that a rule matches: `PUT /api/v1/*, Call 2`. @param {FaultRule} rule */
export function matchText ({ Match: { Method = 'Any method', Path = '', ...criteria } = {} }) {
  return [[Method, Path].join(' ').trim(), ...propertyTexts(criteria)].join(', ')
}

/** Describes the actions of a rule: `Answer, Status 503; Truncate`. @param {FaultRule} rule */
export const actionsText = ({ Actions }) => Actions.map(({ Action, ...others }) => [Action, ...propertyTexts(others)].join(', ')).join('; ')

/** Describes the limits of a rule. Returns "" if it has none. @param {FaultRule} rule */
export const limitsText = ({ Times, TimeToLiveSeconds }) => propertyTexts({ Times, TimeToLiveSeconds }).join('; ')

/** @param {object} properties */
const propertyTexts = properties => Object.entries(properties).filter(([, value]) => value !== undefined)
  .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
