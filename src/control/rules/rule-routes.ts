import { Type, type TSchema } from '@sinclair/typebox'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Int32, NoBody } from '../../carriers/scalars.js'
import type { ApiError } from '../../errors/error-bodies.js'
import type { ControlFailures } from '../failures.js'

interface RuleRoutes {
  readonly path: string
  readonly tags: string[]
  /** Schema of a rule in responses. */
  readonly schema: TSchema
  /** Summary of the route that reads a rule. */
  readonly summary: string
  readonly rules: {
    find (tenant: string, id: number): object | undefined | Promise<object | undefined>
    remove (tenant: string, id: number): Promise<unknown>
    clear (tenant: string): Promise<unknown>
  }
  readonly notFound: (id: number) => ApiError
  readonly failures: ControlFailures
}

const RulePathSchema = Type.Object({ id: Int32({ minimum: 1, description: 'The id of the rule.' }) })

/** Adds the routes that read a rule, remove a rule, and remove all rules, for either fault rules or rights rules. */
export function addRuleRoutes (instance: FastifyInstance, { path, tags, schema, summary, rules, notFound, failures }: RuleRoutes): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()

  app.delete(path, {
    schema: { tags, summary: 'Removes all rules', response: { 204: NoBody('All rules are removed.'), ...failures({}) } },
  }, async ({ tenant }, reply) => {
    await rules.clear(tenant)
    return reply.code(204).send()
  })

  app.get(`${path}/:id`, {
    schema: {
      tags,
      summary,
      params: RulePathSchema,
      response: { 200: schema, ...failures({ 400: 'The id is not a positive int32.', 404: 'The rule does not exist.' }) },
    },
  }, async ({ tenant, params: { id } }) => {
    const rule = await rules.find(tenant, id)
    if (rule === undefined) throw notFound(id)
    return rule
  })

  app.delete(`${path}/:id`, {
    schema: {
      tags,
      summary: 'Removes a rule',
      params: RulePathSchema,
      response: { 204: NoBody('The rule is removed, or did not exist.'), ...failures({ 400: 'The id is not a positive int32.' }) },
    },
  }, async ({ tenant, params: { id } }, reply) => {
    await rules.remove(tenant, id)
    return reply.code(204).send()
  })
}
