import { Type } from '@sinclair/typebox'
import { rightsRuleNotFound } from '../errors.js'
import type { ControlRoutes } from '../control-routes.js'
import { PLACE_FAILURES } from '../failures.js'
import { addRuleRoutes } from '../rules/rule-routes.js'
import { ListedRightsRuleSchema, RightsRuleSchema } from './rule.js'

const RIGHTS_TAGS = ['Rights']

const RightsSchema = Type.Object({
  Rights: Type.Array(ListedRightsRuleSchema, { description: 'In the order in which calls are compared with them.' }),
}, { $id: 'Rights', description: 'The rules of a tenant.' })

/** Adds the routes that list, add and remove the rights rules of a tenant. */
export const addRightsRoutes: ControlRoutes = (app, { rights, failures }) => {
  app.get('/_mock/rights', {
    schema: { tags: RIGHTS_TAGS, summary: 'Lists the rules', response: { 200: RightsSchema, ...failures({}) } },
  }, async ({ tenant }) => ({ Rights: rights.list(tenant) }))

  app.post('/_mock/rights', {
    schema: {
      tags: RIGHTS_TAGS,
      summary: 'Adds a rule',
      description: 'It comes behind those that there are. Requests that were received before it was added do not meet it.',
      body: RightsRuleSchema,
      response: {
        201: { ...ListedRightsRuleSchema, description: 'The rule with its id.' },
        ...failures({ 400: 'The body is wrong, or the rule gives nothing or can never apply, and it was not added.', ...PLACE_FAILURES }),
      },
    },
  }, async ({ tenant, body }, reply) => reply.code(201).send(rights.add(tenant, body)))

  addRuleRoutes(app, { path: '/_mock/rights', tags: RIGHTS_TAGS, schema: ListedRightsRuleSchema, summary: 'Reads a rule', rules: rights, notFound: rightsRuleNotFound, failures })
}
