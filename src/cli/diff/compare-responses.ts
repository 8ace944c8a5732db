import { isProperties } from '../../codec/properties.js'
import { DATE_TIME } from '../../carriers/date-time.js'
import { BINARY_TYPE } from '../../pictures/picture-types.js'
import type { FindRule, MatchKind } from './difference-rules.js'
import type { ComparedResponse } from './har-requests.js'

/**
 * A property whose values in the recorded response and in the response of the mock do not match. If one response lacks the property, its
 * value in this response is undefined.
 */
export interface PropertyDifference {
  /** The path of the property, such as `Status`, `Header.Content-Type` or `Body.ExtraInfo[0].Name`. */
  readonly property: string
  readonly recorded: unknown
  readonly mocked: unknown
}

/** The ids that the mock returned, by the recorded ids. A comparison adds the ids of properties whose rule has the kind `id`. */
export type KnownIds = Map<number, number>

/**
 * Returns a function that compares the status, the media type and the body of two responses, returns the properties whose values do not
 * match, and adds new pairs of ids to `ids`. The function does not compare the bodies if the archive does not contain the recorded body.
 */
export function createComparison (findRule: FindRule, ids: KnownIds) {
  function isMatch (kind: MatchKind, recorded: unknown, mocked: unknown): boolean {
    switch (kind) {
      case 'any': return true
      case 'type': return describeType(recorded) === describeType(mocked)
      case 'date': return [recorded, mocked].every(value => typeof value === 'string' && DATE_TIME.test(value))
      case 'id': {
        if (typeof recorded !== 'number' || typeof mocked !== 'number') return false
        const known = ids.get(recorded) ?? mocked
        ids.set(recorded, known)
        return known === mocked
      }
    }
  }

  function * differences (path: readonly string[], recorded: unknown, mocked: unknown): Generator<PropertyDifference> {
    const kind = findRule(path)
    if (kind !== undefined) {
      if (!isMatch(kind, recorded, mocked)) yield { property: joinNames(path), recorded, mocked }
    } else if (isProperties(recorded) && isProperties(mocked)) {
      for (const name of new Set([...Object.keys(recorded), ...Object.keys(mocked)])) yield * differences([...path, name], recorded[name], mocked[name])
    } else if (Array.isArray(recorded) && Array.isArray(mocked)) {
      for (let index = 0; index < Math.max(recorded.length, mocked.length); index++) yield * differences([...path, String(index)], recorded[index], mocked[index])
    } else if (recorded !== mocked) {
      yield { property: joinNames(path), recorded, mocked }
    }
  }

  return function compareResponses (recorded: ComparedResponse, mocked: ComparedResponse): PropertyDifference[] {
    return [
      ...differences(['Status'], recorded.status, mocked.status),
      ...differences(['Header', 'Content-Type'], readComparedType(recorded), readComparedType(mocked)),
      ...(recorded.body === undefined ? [] : differences(['Body'], readComparedValue(recorded), readComparedValue(mocked))),
    ]
  }
}

const readComparedType = ({ contentType }: ComparedResponse) => contentType.replace(/;.*/s, '').trim().toLowerCase()

function readComparedValue ({ contentType, body = Buffer.alloc(0) }: ComparedResponse): unknown {
  if (BINARY_TYPE.test(contentType)) return body.toString('base64')
  const text = body.toString()
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return text
  }
}

const describeType = (value: unknown) => Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value

const joinNames = ([first = '', ...names]: readonly string[]) =>
  first + names.map(name => /^\d+$/.test(name) ? `[${name}]` : `.${name}`).join('')
