import t from 'tap'
import { buildTestApp, sendProduct } from './helper.js'

/** So many characters took minutes at least where time grew with their square; what is too slow here runs into the timeout of the file. */
const MANY = 1_000_000

t.test('a request of a megabyte takes linear time', async t => {
  const app = await buildTestApp(t)

  t.test('a time zone of zeros is refused', async t => {
    const { statusCode, body } = await app.inject({ url: '/api/v1/Product/1', headers: { 'so-timezone': `${'0'.repeat(MANY)}x` } })
    t.equal(statusCode, 400)
    t.match(body, 'SO-TimeZone must be a time zone code or id')
  })

  t.test('a time zone may have zeros before its number', async t => {
    const { headers } = await app.inject({ url: '/api/v1/Product', headers: { 'so-timezone': `${'0'.repeat(MANY)}262` } })
    t.equal(headers['so-timezone'], (await app.inject({ url: '/api/v1/Product', headers: { 'so-timezone': '262' } })).headers['so-timezone'])
  })

  t.test('a number of digits with a letter at their end is refused', async t => {
    const { statusCode, body } = await sendProduct(app, '', { Name: 'one', VAT: `${'1'.repeat(MANY)}x` })
    t.equal(statusCode, 400)
    t.match(body, 'VAT must be a number')
  })

  t.test('numbers in strings may have a point before or after their digits', async t => {
    for (const [VAT, read] of [['1.', 1], ['.5', 0.5], ['1.5e1', 15]]) t.equal((await sendProduct(app, '', { Name: 'one', VAT })).json().VAT, read)
  })
})
