// What the mock is held against: Fastify that parses the same body and answers as many bytes, and does nothing else.
import Fastify from 'fastify'

const answer = JSON.stringify({ filler: 'x'.repeat(Number(process.env.ANSWER_BYTES) - '{"filler":""}'.length) })
const app = Fastify()
app.put('/api/v1/Product/:productId/ImageInfo', (_request, reply) => {
  reply.type('application/json; charset=utf-8').send(answer)
})
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
