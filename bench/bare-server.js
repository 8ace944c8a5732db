// The base of most comparisons: a Fastify server without a database, a journal or a log. Like the mock, it parses JSON bodies. The
// environment variable ANSWER_BYTES sets the length of the ImageInfo and Image responses. ImageInfo responses have at least 13 bytes.
import Fastify from 'fastify'

const bytes = Number(process.env.ANSWER_BYTES ?? 0)
const text = JSON.stringify({ filler: 'x'.repeat(Math.max(0, bytes - '{"filler":""}'.length)) })
const image = Buffer.alloc(bytes)

const app = Fastify()
app.get('/health', async () => 'alive')
app.put('/api/v1/Product/:productId/ImageInfo', (_request, reply) => {
  reply.type('application/json; charset=utf-8').send(text)
})
app.get('/api/v1/Product/:productId/Image', (_request, reply) => {
  reply.type('image/png').send(image)
})
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
