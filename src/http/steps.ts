import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** What a step makes of a call: why it is refused, that somebody answers it, or that it goes on to the next. */
export type Outcome = Error | 'answered' | undefined

/** What is done with each call when it has come, before its body is read. */
export type Step = (request: FastifyRequest, reply: FastifyReply) => Outcome

/**
 * Takes the calls of all routes that are added after it through steps, in their order. They share one hook: each has its
 * price, for a call and, as Fastify adds it by a plugin of its own, a two-hundredth of the time of a start. What is
 * undefined is no step.
 */
export function addSteps (app: FastifyInstance, ...steps: readonly (Step | undefined)[]): void {
  const taken = steps.filter(step => step !== undefined)
  app.addHook('onRequest', (request, reply, done) => {
    for (const step of taken) {
      const outcome = step(request, reply)
      if (outcome === 'answered') return
      if (outcome !== undefined) return done(outcome)
    }
    done()
  })
}
