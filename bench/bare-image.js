// What Fastify does by itself: answers a Buffer.
import { readFileSync } from 'node:fs'
import Fastify from 'fastify'

const image = readFileSync(process.env.IMAGE)
const app = Fastify()
app.get('/health', async () => 'alive')
app.get('/api/v1/Product/:productId/Image', async (_request, reply) => reply.type('image/png').send(image))
await app.listen({ port: Number(process.env.PORT) })
