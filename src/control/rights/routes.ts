import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { Int32, NoBody } from '../../carriers/scalars.js'
import { rightsRuleNotFound } from '../../errors.js'
import type { ControlFailures } from '../failures.js'
import { ListedRightsRuleSchema, RightsRuleSchema } from './rule.js'
import type { TenantRights } from './tenant-rights.js'

export interface RightsOptions {
  readonly rights: TenantRights
  readonly failures: ControlFailures
}

const tags = ['Rights']

const RightsSchema = Type.Object({
  Rights: Type.Array(ListedRightsRuleSchema, { description: 'In the order in which calls are compared with them.' }),
}, { $id: 'Rights', description: 'The rules of a tenant.' })

const PathSchema = Type.Object({ id: Int32({ minimum: 1, description: 'The id of the rule.' }) })

/** What callers may do, by rules; the first that fits the caller and the product says all of an entity. */
export const rightsRoutes: FastifyPluginAsyncTypebox<RightsOptions> = async (app, { rights, failures }) => {
  app.get('/_mock/rights', {
    schema: { tags, summary: 'Lists the rules', response: { 200: RightsSchema, ...failures({}) } },
  }, async ({ tenant }) => ({ Rights: rights.list(tenant) }))

  app.post('/_mock/rights', {
    schema: {
      tags,
      summary: 'Adds a rule',
      description: 'It comes behind those that there are. Calls that came before it was added do not meet it.',
      body: RightsRuleSchema,
      response: {
        201: { ...ListedRightsRuleSchema, description: 'The rule with its id.' },
        ...failures({ 400: 'The body is wrong, or the rule gives nothing or can never apply, and it was not added.' }),
      },
    },
  }, async ({ tenant, body }, reply) => reply.code(201).send(rights.add(tenant, body)))

  app.delete('/_mock/rights', {
    schema: { tags, summary: 'Removes all rules', response: { 204: NoBody('There is no rule.'), ...failures({}) } },
  }, async ({ tenant }, reply) => {
    rights.clear(tenant)
    return reply.code(204).send()
  })

  app.get('/_mock/rights/:id', {
    schema: {
      tags,
      summary: 'Reads a rule',
      params: PathSchema,
      response: { 200: ListedRightsRuleSchema, ...failures({ 400: 'The id is no positive int32.', 404: 'There is no such rule.' }) },
    },
  }, async ({ tenant, params: { id } }) => {
    const rule = rights.find(tenant, id)
    if (rule === undefined) throw rightsRuleNotFound(id)
    return rule
  })

  app.delete('/_mock/rights/:id', {
    schema: {
      tags,
      summary: 'Removes a rule',
      params: PathSchema,
      response: { 204: NoBody('There is no such rule now.'), ...failures({ 400: 'The id is no positive int32.' }) },
    },
  }, async ({ tenant, params: { id } }, reply) => {
    rights.remove(tenant, id)
    return reply.code(204).send()
  })
}
