import { Type } from '@sinclair/typebox'
import { rightsRuleNotFound } from '../errors.js'
import type { ControlRoutes } from '../control-routes.js'
import { PLACE_FAILURES } from '../failures.js'
import { addRuleRoutes } from '../rules/rule-routes.js'
import { ListedRightsRuleSchema, RightsRuleSchema } from './rule.js'

const RIGHTS_TAGS = ['Rights']

const RightsSchema = Type.Object({
  Rights: Type.Array(ListedRightsRuleSchema, { description: 'The rules, in the order in which requests are compared with them.' }),
}, { $id: 'Rights', description: 'The rules of a tenant.' })

/** Adds the routes that list, read, add and remove the rights rules of a tenant. */
export const addRightsRoutes: ControlRoutes = (app, { rights, failures }) => {
  app.get('/_mock/rights', {
    schema: { tags: RIGHTS_TAGS, summary: 'Lists the rules', response: { 200: RightsSchema, ...failures({}) } },
  }, async ({ tenant }) => ({ Rights: [...rights.list(tenant)] }))

  app.post('/_mock/rights', {
    schema: {
      tags: RIGHTS_TAGS,
      summary: 'Adds a rule',
      description: 'Adds the rule to the end of the list. It does not apply to requests that were received earlier.',
      body: RightsRuleSchema,
      response: {
        201: { ...ListedRightsRuleSchema, description: 'The rule with its id.' },
        ...failures({ 400: 'The body is invalid, or the rule sets no right or can never apply. The rule was not added.', ...PLACE_FAILURES }),
      },
    },
  }, async ({ tenant, body }, reply) => reply.code(201).send(await rights.add(tenant, body)))

  addRuleRoutes(app, { path: '/_mock/rights', tags: RIGHTS_TAGS, schema: ListedRightsRuleSchema, summary: 'Reads a rule', rules: rights, notFound: rightsRuleNotFound, failures })
}
