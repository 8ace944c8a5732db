import { Validator } from '@seriousme/openapi-schema-validator'
import t from 'tap'
import { buildTestApp } from './helper.js'

t.test('CONTROL=off: there is nothing below /_mock', async t => {
  const app = await buildTestApp(t, { control: 'off' })
  for (const url of ['/_mock/pictures', '/_mock/openapi.json', '/Cust1/_mock/pictures']) {
    const answer = await app.inject(url)
    t.equal(answer.statusCode, 404, url)
    t.same(answer.json(), { Message: `No HTTP resource was found that matches the request URI '${url}'.` })
  }
})

t.test('CONTROL_TOKEN: calls below /_mock must send the token, and others need none', async t => {
  const app = await buildTestApp(t, { controlToken: 's3cret' })
  const refusal = (problem: string) => ({
    Message: 'Authorization has been denied for this request.',
    MessageDetail: `The header Authorization must be Bearer and the token that the setting CONTROL_TOKEN gives; ${problem}.`,
  })
  const refused: [authorization: string, problem: string][] = [
    ['', 'no such credential came'],
    ['Basic czNjcmV0', 'no such credential came'],
    ['Bearer', 'no such credential came'],
    ['Bearer s3cre', 'another token came'],
    ['Bearer S3CRET', 'another token came'],
  ]
  for (const url of ['/_mock/pictures', '/Cust1/_mock/pictures', '/_MOCK/openapi.json']) {
    for (const [authorization, problem] of refused) {
      const answer = await app.inject({ url, headers: { authorization } })
      t.equal(answer.statusCode, 401, url)
      t.equal(answer.headers['www-authenticate'], 'Bearer realm="superoffice-mock"')
      t.same(answer.json(), refusal(problem))
    }
    for (const authorization of ['Bearer s3cret', 'bearer  s3cret ']) {
      t.equal((await app.inject({ url, headers: { authorization } })).statusCode, 200, url)
    }
  }
  t.equal((await app.inject('/_mock/pictures')).statusCode, 401)
  for (const url of ['/', '/health', '/openapi.json', '/api/v1/Product/1001']) t.equal((await app.inject(url)).statusCode, 200, url)
})

t.test('what is below /_mock has an OpenAPI document of its own', async t => {
  const app = await buildTestApp(t)
  const document = (await app.inject('/_mock/openapi.json')).json()
  const { valid, errors } = await new Validator().validate(document)
  t.ok(valid, JSON.stringify(errors))
  t.equal(document.openapi, '3.1.0')
  t.ok(Object.keys(document.paths).every(path => path.startsWith('/_mock/')))
  const described = Object.values<Record<string, { tags: string[] }>>(document.paths).flatMap(Object.values)
  t.same([...new Set(described.flatMap(({ tags }) => tags))].sort(), document.tags.map(({ name }: { name: string }) => name).sort())
  const { paths } = (await app.inject('/openapi.json')).json()
  t.same(Object.keys(paths).filter(path => path.startsWith('/_mock')), [])
  t.same((await app.inject('/Cust1/_mock/openapi.json')).json(), document)
})
