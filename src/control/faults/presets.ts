import { Type, type Static } from '@sinclair/typebox'
import { nearestName } from '../../errors/nearest-name.js'
import { presetUnknown } from '../errors.js'
import { FaultRuleSchema, type FaultRule } from './rule.js'

export const PRESET_NAMES = ['rate-limit', 'maintenance', 'expired-token', 'wrong-subdomain', 'slow', 'flaky'] as const

/** The name of a preset. */
export type PresetName = typeof PRESET_NAMES[number]

export const PresetRequestSchema = Type.Omit(Type.Partial(FaultRuleSchema), ['Actions'], {
  $id: 'PresetRequest',
  xml: { name: 'PresetRequest' },
  additionalProperties: false,
  default: {},
  description: 'Conditions and limits of the rules; the body is optional.',
  examples: [{ Match: { Path: '/api/v1/Product/{productId}/Image' }, TimeToLiveSeconds: 60 }],
})

/** Conditions and limits that replace those in the rules of a preset. */
export type PresetRequest = Static<typeof PresetRequestSchema>

export const PresetSchema = Type.Object({
  Name: Type.String(),
  Description: Type.String({ description: 'The failure that the preset simulates.' }),
  Rules: Type.Array(FaultRuleSchema, { description: 'The rules that the preset adds.' }),
}, { $id: 'Preset', description: 'A named set of rules.' })

interface Preset {
  readonly description: string
  readonly rules: readonly [FaultRule, ...FaultRule[]]
}

/** Fault rules that simulate failures of the service and of networks. */
export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  'rate-limit': {
    description: 'Ten requests in ten seconds succeed; the others fail with 429 until the ten seconds are over.',
    rules: [{ Match: { Quota: { Calls: 10, Seconds: 10 } }, Actions: [{ Action: 'Answer', Status: 429 }] }],
  },
  maintenance: {
    description: 'All requests fail with 503 and a Retry-After of one minute.',
    rules: [{ Actions: [{ Action: 'Answer', Status: 503, RetryAfter: 60 }] }],
  },
  'expired-token': {
    description: 'The next request with a credential fails with 401, as if its access token had expired.',
    rules: [{ Match: { Header: { Name: 'Authorization' } }, Actions: [{ Action: 'Answer', Status: 401 }], Times: 1 }],
  },
  'wrong-subdomain': {
    description: 'All requests fail with 421, as if the tenant had moved to another host.',
    rules: [{ Actions: [{ Action: 'Answer', Status: 421 }] }],
  },
  slow: {
    description: 'Half of the requests take longer than one second, a few of them longer than three.',
    rules: [{ Actions: [{ Action: 'Delay', Distribution: 'lognormal', Milliseconds: 1000, Sigma: 0.6 }] }],
  },
  flaky: {
    description: 'Of a hundred requests, about ten fail with 503, five lose their connection, five are executed but fail with 500, and five receive half of their response.',
    rules: [
      { Match: { Probability: 0.1, Seed: 1 }, Actions: [{ Action: 'Answer', Status: 503, RetryAfter: 1 }] },
      { Match: { Probability: 0.05, Seed: 2 }, Actions: [{ Action: 'Reset' }] },
      { Match: { Probability: 0.05, Seed: 3 }, Actions: [{ Action: 'Answer', Status: 500, Phase: 'after' }] },
      { Match: { Probability: 0.05, Seed: 4 }, Actions: [{ Action: 'Truncate' }] },
    ],
  },
}

/**
 * Checks that a preset with this name exists. Names are case-insensitive.
 * @throws ApiError 400 if no preset has this name
 */
export function assertPreset (name: string): void {
  const received = name.toLowerCase()
  if (PRESET_NAMES.some(known => known === received)) return
  throw presetUnknown(name, PRESET_NAMES, nearestName(received, PRESET_NAMES))
}

/** Returns all presets in the form of a response. */
export const listPresets = () => PRESET_NAMES.map(Name => ({ Name, Description: PRESETS[Name].description, Rules: [...PRESETS[Name].rules] }))

/** Returns the rules of a preset. Conditions and limits in the request replace those of the rules. */
export function createPresetRules (name: PresetName, { Match, ...others }: PresetRequest): FaultRule[] {
  return PRESETS[name].rules.map(rule => ({ ...rule, ...others, Match: { ...rule.Match, ...Match } }))
}
