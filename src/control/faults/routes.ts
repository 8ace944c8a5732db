import { Type } from '@sinclair/typebox'
import { Words } from '../../carriers/scalars.js'
import { faultNotFound, faultsAmbiguous, faultsMissing } from '../errors.js'
import type { ControlRoutes } from '../control-routes.js'
import { PLACE_FAILURES } from '../failures.js'
import { addRuleRoutes } from '../rules/rule-routes.js'
import { PRESET_NAMES, PresetRequestSchema, PresetSchema, assertPreset, createPresetRules, listPresets } from './presets.js'
import { FaultRequestSchema, FaultSchema, type FaultRequest, type FaultRule } from './rule.js'

const FAULT_TAGS = ['Faults']

const FaultsSchema = Type.Object({
  Faults: Type.Array(FaultSchema, { description: 'The rules, in the order in which requests are compared with them.' }),
}, { $id: 'Faults', description: 'The rules of a tenant.' })

const PresetsSchema = Type.Object({ Presets: Type.Array(PresetSchema) }, { $id: 'Presets', description: 'The presets.' })

const PresetPathSchema = Type.Object({ name: Words(PRESET_NAMES, { default: undefined, description: 'The name of the preset.' }) })

/** Adds the routes that list, read, add and remove the fault rules of a tenant, and the routes for presets. */
export const addFaultRoutes: ControlRoutes = (app, { faults, failures }) => {
  app.get('/_mock/faults', {
    schema: { tags: FAULT_TAGS, summary: 'Lists the rules with their counts', response: { 200: FaultsSchema, ...failures({}) } },
  }, async ({ tenant }) => ({ Faults: await faults.list(tenant) }))

  app.post('/_mock/faults', {
    schema: {
      tags: FAULT_TAGS,
      summary: 'Adds one or several rules',
      body: FaultRequestSchema,
      response: {
        201: Type.Union([FaultSchema, FaultsSchema], { description: 'The rule with its id, or several rules.' }),
        ...failures({ 400: 'The body is invalid, or no request can ever match the rule. Nothing was added.', ...PLACE_FAILURES }),
      },
    },
    serializerCompiler: () => JSON.stringify,
  }, async ({ tenant, body }, reply) => {
    const { Rules, ...rule } = body
    if (Rules === undefined) return reply.code(201).send(await faults.add(tenant, requireActions(rule)))
    const [beside] = Object.keys(rule)
    if (beside !== undefined) throw faultsAmbiguous(beside)
    return reply.code(201).send({ Faults: await faults.addAll(tenant, Rules) })
  })

  app.get('/_mock/faults/presets', {
    schema: { tags: FAULT_TAGS, summary: 'Lists the presets with their rules', response: { 200: PresetsSchema, ...failures({}) } },
  }, async () => ({ Presets: listPresets() }))

  app.post('/_mock/faults/presets/:name', {
    schema: {
      tags: FAULT_TAGS,
      summary: 'Adds the rules of a preset',
      params: PresetPathSchema,
      body: PresetRequestSchema,
      response: {
        201: { ...FaultsSchema, description: 'The rules with their ids.' },
        ...failures({ 400: 'The preset does not exist, the body is invalid, or no request can ever match a rule. Nothing was added.', ...PLACE_FAILURES }),
      },
    },
    preValidation: async request => {
      assertPreset(request.params.name)
      request.body ??= {}
    },
  }, async ({ tenant, params: { name }, body }, reply) =>
    reply.code(201).send({ Faults: await faults.addAll(tenant, createPresetRules(name, body), name) }))

  addRuleRoutes(app, { path: '/_mock/faults', tags: FAULT_TAGS, schema: FaultSchema, summary: 'Reads a rule with its counts', rules: faults, notFound: faultNotFound, failures })
}

function requireActions ({ Actions, ...others }: Omit<FaultRequest, 'Rules'>): FaultRule {
  if (Actions === undefined) throw faultsMissing()
  return { ...others, Actions }
}
