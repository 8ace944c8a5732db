import { readFileSync } from 'node:fs'
import t from 'tap'
import { advanceClock, buildTestApp, freezeClock, imageInfoPath, put, putOk } from '../helper.js'
import { skipOnPostgres } from '../postgres.js'

const sampleText = readFileSync(new URL('../fixtures/put-image-info.request.json', import.meta.url), 'utf8')
const sample = JSON.parse(sampleText)

const basic = (credential: string) => ({ authorization: `Basic ${Buffer.from(credential).toString('base64')}` })

const associateRight = { TableRight: { Mask: 'Select, Update, Delete', Reason: '' }, FieldProperties: {} }
const administrator = {
  AssociateId: 11, Name: 'ADM0', PersonId: 147, Rank: 0, Tooltip: '', Type: 'InternalAssociate', GroupIdx: 1,
  FullName: 'Adm0', FormalName: 'Adm0', Deleted: false, EjUserId: 3, UserName: null, ...associateRight,
}
const field = (FieldType: string, FieldLength: number) =>
  ({ FieldRight: { Mask: 'Update', Reason: '' }, FieldType, FieldLength })
const rights = {
  TableRight: { Mask: 'Select, Update, Insert, Delete', Reason: '' },
  FieldProperties: {
    BlobId: field('System.Int32', 4),
    BlobSize: field('System.Int32', 4),
    Description: field('System.String', 254),
    ExtraInfo: field('System.String', 254),
    IsEncrypted: field('System.Boolean', 2),
    IsZipped: field('System.Boolean', 2),
    MimeType: field('System.String', 254),
    OriginalSize: field('System.Int32', 4),
    CreatedDate: field('System.DateTime', 16),
    UpdatedDate: field('System.DateTime', 16),
    CreatedBy: field('SuperOffice.CRM.Services.Associate', 4),
    UpdatedBy: field('SuperOffice.CRM.Services.Associate', 4),
    ConceptualType: field('System.String', 254),
  },
}
const documentedOrder = [...Object.keys(sample), 'TableRight', 'FieldProperties']

t.test('PUT of the documented image info returns all properties of the carrier', async t => {
  const app = await buildTestApp(t)
  const before = new Date().toISOString().slice(0, 19)
  const answer = await put(app, sampleText, { headers: { ...basic('tje0:Tje0'), accept: 'application/json; charset=utf-8', 'accept-language': '*' } })
  const after = new Date().toISOString().slice(0, 19)

  t.equal(answer.statusCode, 200)
  t.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
  t.notOk('last-modified' in answer.headers)
  const carrier = answer.json()
  const caller = {
    ...administrator, AssociateId: 12, Name: 'tje0', PersonId: 0, FullName: 'tje0', FormalName: 'tje0', EjUserId: 0,
  }
  t.ok(before <= carrier.CreatedDate && carrier.CreatedDate <= after, carrier.CreatedDate)
  t.same(carrier, {
    ...sample,
    CreatedDate: carrier.CreatedDate,
    UpdatedDate: carrier.CreatedDate,
    CreatedBy: caller,
    UpdatedBy: caller,
    ...rights,
  })
  t.same(Object.keys(carrier), documentedOrder)
  t.same(Object.keys(carrier.CreatedBy), [...Object.keys(sample.CreatedBy), 'TableRight', 'FieldProperties'])
  t.same(Object.keys(carrier.FieldProperties), Object.keys(sample))
})

t.test('GET ImageInfo returns the same body as the PUT, with Last-Modified', async t => {
  const app = await buildTestApp(t)
  const saved = await put(app, sample)
  const read = await app.inject(imageInfoPath())
  t.equal(read.statusCode, 200)
  t.equal(read.body, saved.body)
  t.equal(read.headers['last-modified'], new Date(`${saved.json().UpdatedDate}Z`).toUTCString())
})

t.test('GET ImageInfo of a product without image info returns a carrier with defaults', async t => {
  const app = await buildTestApp(t)
  const answer = await app.inject(imageInfoPath())
  t.equal(answer.statusCode, 200)
  t.notOk('last-modified' in answer.headers)
  t.same(answer.json(), {
    BlobId: 0, BlobSize: 0, Description: '', ExtraInfo: '', IsEncrypted: false, IsZipped: false, MimeType: '',
    OriginalSize: 0, CreatedDate: '0001-01-01T00:00:00', UpdatedDate: '0001-01-01T00:00:00', CreatedBy: null,
    UpdatedBy: null, ConceptualType: '', ...rights,
  })
})

t.test('the path of an image info is case-insensitive and can end with a slash', async t => {
  const app = await buildTestApp(t)
  await putOk(app, { Description: 'any case' }, { url: '/API/V1/product/7/IMAGEINFO/' })
  t.equal((await app.inject('/api/v1/PRODUCT/7/imageInfo')).json().Description, 'any case')
})

t.test('property names in bodies are normalized', async t => {
  t.test('property names in image infos are case-insensitive, also within associates', async t => {
    const app = await buildTestApp(t, { writePolicy: 'client' })
    const carrier = await putOk(app, { blobId: 5, BLOBSIZE: 6, createdBy: { associateId: 7, NAME: 'N' } })
    t.match(carrier, { BlobId: 5, BlobSize: 6, CreatedBy: { AssociateId: 7, Name: 'N', Type: 'Unknown' } })
  })

  t.test('undocumented properties in image infos are ignored', async t => {
    const app = await buildTestApp(t)
    const first = await putOk(app, sample)
    const again = await putOk(app, { ...first, Unknown: 1, CreatedBy: { ...first.CreatedBy, Other: [] } })
    t.same({ ...again, UpdatedDate: '' }, { ...first, UpdatedDate: '' })
  })

  t.test('a property in two spellings is refused, and the message names the other violations as well', async t => {
    const app = await buildTestApp(t)
    const answer = await put(app, '{"BlobId":1,"blobid":2,"CreatedBy":{"Rank":1,"RANK":2},"BlobSize":"x"}')
    t.equal(answer.statusCode, 400)
    t.equal(answer.json().Message, 'CreatedBy.Rank must be sent once; got "Rank" and "RANK". ' +
      'BlobId must be sent once; got "BlobId" and "blobid". ' +
      'BlobSize must be an integer from -2147483648 to 2147483647; got "x".')
  })

  t.test('a property in thousands of spellings is refused with the number of spellings', async t => {
    const app = await buildTestApp(t)
    const name = 'conceptualtype'
    const spelling = (index: number) => [...name].map((letter, bit) => index >> bit & 1 ? letter.toUpperCase() : letter).join('')
    const answer = await put(app, `{${Array.from({ length: 2 ** name.length }, (_, index) => `"${spelling(index)}":[]`).join()}}`)
    t.equal(answer.statusCode, 400)
    t.match(answer.json().Message, /^ConceptualType must be sent once; got "conceptualtype" and "Conceptualtype" and "cOnceptualtype" and 16381 more spellings\. /)
  })

  t.test('names of the object prototype, such as __proto__, are ordinary property names', async t => {
    const app = await buildTestApp(t)
    const carrier = await putOk(app, '{"__proto__":{"BlobSize":9},"constructor":{"prototype":{"BlobSize":9}},"Description":"d"}')
    t.match(carrier, { BlobSize: 0, Description: 'd' })
    t.notOk('BlobSize' in Object.prototype)
  })
})

t.test('under WRITE_POLICY=server the server determines the id, the dates and the authors', async t => {
  t.test('WRITE_POLICY=server uses the blob id in the body if it is free, and otherwise assigns the next id', async t => {
    const app = await buildTestApp(t, { seed: 'none' })
    const saveAndReadBlobId = async (productId: number, body: object) => (await putOk(app, body, { url: imageInfoPath(productId) })).BlobId
    t.equal(await saveAndReadBlobId(1, {}), 1)
    t.equal(await saveAndReadBlobId(2, { BlobId: 909 }), 909)
    t.equal(await saveAndReadBlobId(3, { BlobId: 909 }), 910)
    t.equal(await saveAndReadBlobId(4, { BlobId: 0 }), 911)
    t.equal(await saveAndReadBlobId(5, { BlobId: -7 }), 912)
    t.equal(await saveAndReadBlobId(6, { BlobId: 2147483647 }), 2147483647)
    t.equal(await saveAndReadBlobId(7, {}), 2)
    t.equal(await saveAndReadBlobId(8, {}), 3)
  })

  t.test('WRITE_POLICY=server uses the free blob id in a patch for a new blob, but not the id in a patch that fails', async t => {
    const app = await buildTestApp(t, { seed: 'none' })
    const patch = (productId: number, body: unknown, type: string) =>
      put(app, body, { url: imageInfoPath(productId), headers: { 'content-type': `application/${type}+json` } })
    t.match((await patch(1, { BlobId: 909 }, 'merge-patch')).json(), { BlobId: 909 })
    t.match((await patch(1, { BlobId: 910, Description: 'stays 909' }, 'merge-patch')).json(), { BlobId: 909, Description: 'stays 909' })
    t.match((await patch(2, [{ op: 'replace', path: '/BlobId', value: 909 }], 'json-patch')).json(), { BlobId: 910 })
    const failing = [{ op: 'replace', path: '/BlobId', value: 700 }, { op: 'test', path: '/Description', value: 'x' }]
    t.equal((await patch(3, failing, 'json-patch')).statusCode, 409)
    await putOk(app, { Description: 'x' }, { url: imageInfoPath(3) })
    t.match((await patch(3, failing, 'json-patch')).json(), { BlobId: 911 }, 'a patch that only the stored entity passes')
  })

  t.test('WRITE_POLICY=server keeps the id, creation date and creator, and sets the author and date of the change', async t => {
    const app = await buildTestApp(t)
    await freezeClock(app)
    const first = await putOk(app, sample, { headers: basic('first:') })
    await advanceClock(app)
    const second = await putOk(app, { ...sample, BlobId: 4711 }, { headers: basic('second:p:q') })
    t.equal(second.BlobId, 909)
    t.equal(second.CreatedDate, first.CreatedDate)
    t.same(second.CreatedBy, first.CreatedBy)
    t.ok(second.UpdatedDate > first.UpdatedDate)
    t.equal(second.UpdatedBy.Name, 'second')
    t.not(second.UpdatedBy.AssociateId, first.UpdatedBy.AssociateId)
  })

  t.test('an omitted property has the default of its type under WRITE_POLICY=server', async t => {
    const app = await buildTestApp(t)
    await putOk(app, sample)
    t.match(await putOk(app, {}), {
      BlobId: 909, BlobSize: 0, Description: '', ExtraInfo: '', IsEncrypted: false, IsZipped: false,
      MimeType: '', OriginalSize: 0, CreatedBy: administrator, UpdatedBy: administrator, ConceptualType: '',
    })
  })

  t.test('empty and unusual strings are kept unchanged under WRITE_POLICY=server', async t => {
    const app = await buildTestApp(t)
    for (const Description of ['', ' a b ', 'a\u0000b', '😀"\\/\n]]>', 'x'.repeat(254), '\ufeff']) {
      await putOk(app, { Description })
      t.equal((await app.inject(imageInfoPath())).json().Description, Description)
    }
  })

  t.test('dates and associates that the server ignores are validated under WRITE_POLICY=server', async t => {
    const app = await buildTestApp(t)
    const answer = await put(app, { CreatedDate: 'yesterday', UpdatedBy: { Type: 'Robot' } })
    t.equal(answer.statusCode, 400)
  })
})

t.test('under WRITE_POLICY=client the client determines the id, the dates and the authors', async t => {
  t.test('WRITE_POLICY=client stores and returns all properties as sent, with dates in UTC', async t => {
    const app = await buildTestApp(t, { writePolicy: 'client' })
    const expected = {
      ...sample,
      CreatedDate: '2008-01-30T08:40:59',
      UpdatedDate: '2013-10-13T07:40:59',
      CreatedBy: { ...sample.CreatedBy, ...associateRight },
      UpdatedBy: { ...sample.UpdatedBy, ...associateRight },
      ...rights,
    }
    t.same(await putOk(app, sample), expected)
    t.same((await app.inject(imageInfoPath())).json(), expected)
    t.same((await putOk(app, sample, { url: imageInfoPath(124) })).BlobId, 909, 'two products may share a blob')
    t.same((await putOk(app, { ...sample, BlobId: -1 })).BlobId, -1)
  })

  t.test('under WRITE_POLICY=client, omitted properties get defaults at the first save, and later saves keep the stored id, creation date and author', async t => {
    const app = await buildTestApp(t, { writePolicy: 'client', seed: 'none' })
    const first = await putOk(app, {}, { headers: basic('anna:') })
    t.match(first, { BlobId: 1, BlobSize: 0, CreatedBy: { Name: 'anna' }, UpdatedBy: { Name: 'anna' } })
    t.equal(first.CreatedDate, first.UpdatedDate)
    const second = await putOk(app, { CreatedDate: null, UpdatedBy: null }, { headers: basic('bert:') })
    t.match(second, { BlobId: 1, CreatedDate: '0001-01-01T00:00:00', CreatedBy: { Name: 'anna' }, UpdatedBy: null })
    t.match(await putOk(app, {}), { CreatedDate: '0001-01-01T00:00:00', UpdatedBy: { Name: 'ADM0' } })
    await putOk(app, { CreatedBy: null })
    t.equal((await putOk(app, {})).CreatedBy, null)
  })

  t.test('WRITE_POLICY=client reads dates with any offset or none, and with up to seven fraction digits', async t => {
    const app = await buildTestApp(t, { writePolicy: 'client' })
    const dates = {
      '2018-12-24T12:34:45': '2018-12-24T12:34:45',
      '2018-12-24T12:34:45Z': '2018-12-24T12:34:45',
      '2018-12-24T12:34:45.999Z': '2018-12-24T12:34:45',
      '2018-12-24T12:34:45-0500': '2018-12-24T17:34:45',
      '2018-12-24T12:34:45.1234567+14:00': '2018-12-23T22:34:45',
      '2018-12-24T12:34:45+23:59': '2018-12-23T12:35:45',
      '2018-12-24T12:34:45-1500': '2018-12-25T03:34:45',
      '2020-02-29T23:59:59+00:00': '2020-02-29T23:59:59',
      '0001-01-01T00:00:00+01:00': '0001-01-01T00:00:00',
      '0001-01-01T00:00:00-05:00': '0001-01-01T00:00:00',
      '0001-12-31T23:59:59.5Z': '0001-01-01T00:00:00',
      '0002-01-01T00:00:00+01:00': '0001-12-31T23:00:00',
      '9999-12-31T23:59:59.9999999-01:00': '9999-12-31T23:59:59',
    }
    for (const [sent, answered] of Object.entries(dates)) {
      t.equal((await putOk(app, { CreatedDate: sent })).CreatedDate, answered, sent)
    }
  })
})

t.test('associates and callers are correct even if there are more of them than the caches hold', async t => {
  const app = await buildTestApp(t, { writePolicy: 'client' })
  const first = await putOk(app, { CreatedBy: { Name: 'sent 0' } }, { headers: basic('caller 0:') })
  for (let index = 1; index <= 1001; index++) {
    await putOk(app, { CreatedBy: { Name: `sent ${index}` } }, { url: imageInfoPath(5), headers: basic(`caller ${index}:`) })
  }
  t.same((await app.inject(imageInfoPath())).json(), first)
  t.same((await putOk(app, {}, { headers: basic('caller 0:') })).UpdatedBy, first.UpdatedBy)
})

t.test('each caller has one associate', async t => {
  t.test('a caller has the same associate in each request, and user names are case-insensitive', async t => {
    const app = await buildTestApp(t)
    const saveAndReadAssociateId = async (name: string) => (await putOk(app, {}, { headers: basic(`${name}:`) })).UpdatedBy.AssociateId
    const id = await saveAndReadAssociateId('Kåre')
    t.not(await saveAndReadAssociateId('other'), id)
    t.equal(await saveAndReadAssociateId('Kåre'), id)
    t.equal(await saveAndReadAssociateId('KåRE'), id)
  })

  t.test('a refused request does not create a user', async t => {
    const app = await buildTestApp(t)
    await putOk(app, {}, { headers: basic('first:') })
    const refused: [body: unknown, headers: Record<string, string>, status: number][] = [
      [{ BlobId: 'x' }, {}, 400],
      [[{ op: 'test', path: '/BlobId', value: -1 }], { 'content-type': 'application/json-patch+json' }, 409],
      [{}, { 'if-unmodified-since': 'Mon, 23 Nov 2020 12:00:00 GMT' }, 412],
    ]
    for (const [body, headers, status] of refused) {
      t.equal((await put(app, body, { headers: { ...basic(`refused${status}:`), ...headers } })).statusCode, status)
    }
    const { UpdatedBy } = await putOk(app, {}, { headers: basic('first:') })
    t.equal((await putOk(app, {}, { headers: basic('next:') })).UpdatedBy.AssociateId, UpdatedBy.AssociateId + 1)
  })

  t.test('a caller without a valid user name is the administrator', async t => {
    const app = await buildTestApp(t)
    for (const authorization of ['', 'Basic', 'Basic !', 'Bearer 8A:x', basic(':p').authorization, basic('x'.repeat(255)).authorization]) {
      t.equal((await putOk(app, {}, { headers: { authorization } })).UpdatedBy.Name, 'ADM0', authorization)
    }
  })
})

t.test('product ids in paths are validated', { skip: skipOnPostgres }, async t => {
  t.test('by default, every positive int32 is the id of an existing product', async t => {
    const app = await buildTestApp(t)
    for (const productId of [1, 2147483647, '007', '+7']) {
      t.equal((await put(app, {}, { url: imageInfoPath(productId) })).statusCode, 200)
    }
    t.equal((await app.inject(imageInfoPath('%37'))).json().BlobId, (await app.inject(imageInfoPath(7))).json().BlobId)
  })

  t.test('under UNKNOWN_PRODUCTS=reject, image infos of products that are not stored are refused with 404', async t => {
    const app = await buildTestApp(t, { unknownProducts: 'reject' })
    const notFound = {
      Error: true, ErrorType: 'SoNotFoundException', Message: 'Product id 123 not found',
      ErrorSource: 'SuperOffice.Services.Implementation',
    }
    for (const answer of [await app.inject(imageInfoPath()), await put(app, sample)]) {
      t.equal(answer.statusCode, 404)
      t.same(answer.json(), notFound)
    }
    t.match((await app.inject(imageInfoPath(1001))).json(), { BlobId: 5001, MimeType: 'image/jpeg' })
    t.equal((await put(app, {}, { url: imageInfoPath(1003) })).statusCode, 200)
  })

  for (const productId of ['0', '-1', 'abc', '99999999999', '-99999999999', '1.5', '1e3', '1'.repeat(300)]) {
    t.test(`the product id ${productId} in the path of an image info is refused with 400`, async t => {
      const app = await buildTestApp(t)
      for (const answer of [await app.inject(imageInfoPath(productId)), await put(app, sample, { url: imageInfoPath(productId) })]) {
        t.equal(answer.statusCode, 400)
        t.match(answer.body, /productId.* must be an integer from .*got .*\./)
      }
    })
  }
})

t.test('tenants have separate data and restricted names', async t => {
  t.test('tenants have separate data and case-insensitive names', async t => {
    const app = await buildTestApp(t)
    await putOk(app, { Description: 'default' })
    await putOk(app, { Description: 'one' }, { url: imageInfoPath(123, 'Cust12345') })
    await putOk(app, { Description: 'other' }, { url: imageInfoPath(123, 'other-tenant_2') })
    const description = async (tenant: string) => (await app.inject(imageInfoPath(123, tenant))).json().Description
    t.equal(await description(''), 'default')
    t.equal(await description('default'), 'default')
    t.equal(await description('cust12345'), 'one')
    t.equal(await description('other-tenant_2'), 'other')
    t.equal(await description('api'), '')
    t.equal((await app.inject('/health?next=/api/v1/x')).statusCode, 200, 'a slash after ? is not part of the path')
    t.match((await app.inject(imageInfoPath(1001, 'fresh'))).json(), { BlobId: 5001 }, 'a new tenant has the seed')
  })

  t.test('many concurrent first requests create their tenant only once', async t => {
    const app = await buildTestApp(t, { seed: 'none' })
    const url = (productId: number) => imageInfoPath(productId, 'crowd')
    const blobIds = await Promise.all(Array.from({ length: 50 }, async (_, index) =>
      (await putOk(app, {}, { url: url(index + 1), headers: basic('crowd:') })).BlobId))
    t.same(blobIds.toSorted((a, b) => a - b), Array.from({ length: 50 }, (_, index) => index + 1))
  })

  for (const name of ['a'.repeat(65), 'a.b', 'a%20b', 'ø', "x'y"]) {
    t.test(`the tenant name ${name} in a path is refused with 400`, async t => {
      const app = await buildTestApp(t)
      const answer = await put(app, sample, { url: encodeURI(imageInfoPath(1, 'T')).replace('T', name) })
      t.equal(answer.statusCode, 400)
      t.match(answer.json().Message, /the name of the tenant must be 1 to 64 letters, digits, "-" or "_"; got .*\./)
    })
  }
})

const int32 = 'an integer from -2147483648 to 2147483647'
const text = 'a string of at most 254 characters, or null'
const date = 'a date and time such as 2008-01-30T09:40:59Z, or null'
const refusals: [body: string, message: string | RegExp][] = [
  ['{"BlobId":1.5}', `BlobId must be ${int32}; got 1.5.`],
  ['{"BlobSize":2147483648}', `BlobSize must be ${int32}; got 2147483648.`],
  ['{"OriginalSize":-2147483649}', `OriginalSize must be ${int32}; got -2147483649.`],
  ['{"OriginalSize":1e400}', `OriginalSize must be ${int32}; got Infinity.`],
  ['{"BlobSize":2147483648.5}', `BlobSize must be ${int32}; got 2147483648.5.`],
  ['{"BlobId":"abc"}', `BlobId must be ${int32}; got "abc".`],
  ['{"BlobId":"1"}', `BlobId must be ${int32}; got "1".`],
  ['{"BlobId":null}', `BlobId must be ${int32}; got null.`],
  ['{"BlobId":true}', `BlobId must be ${int32}; got true.`],
  ['{"IsZipped":"true"}', 'IsZipped must be true or false; got "true".'],
  ['{"IsZipped":1}', 'IsZipped must be true or false; got 1.'],
  ['{"IsEncrypted":null}', 'IsEncrypted must be true or false; got null.'],
  ['{"Description":5}', `Description must be ${text}; got 5.`],
  ['{"Description":{"a":1}}', `Description must be ${text}; got an object.`],
  ['{"Description":["a"]}', `Description must be ${text}; got an array.`],
  ['{"Description":"\\ud800"}', `Description must be ${text}; got a string with a lone surrogate.`],
  [`{"Description":"${'x'.repeat(255)}"}`, `Description must be ${text}; got "${'x'.repeat(40)}"… (255 characters).`],
  [`{"ExtraInfo":${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}}`, `ExtraInfo must be ${text}; got an object.`],
  ['{"CreatedDate":"yesterday"}', `CreatedDate must be ${date}; got "yesterday".`],
  ['{"CreatedDate":"2008-01-30"}', `CreatedDate must be ${date}; got "2008-01-30".`],
  ['{"CreatedDate":"2020-02-30T00:00:00Z"}', `CreatedDate must be ${date}; got "2020-02-30T00:00:00Z" (the calendar has no such day).`],
  ['{"CreatedDate":"2021-02-29T00:00:00Z"}', `CreatedDate must be ${date}; got "2021-02-29T00:00:00Z" (the calendar has no such day).`],
  ['{"CreatedDate":"2020-13-01T00:00:00Z"}', `CreatedDate must be ${date}; got "2020-13-01T00:00:00Z".`],
  ['{"CreatedDate":"2020-01-01T24:00:00Z"}', `CreatedDate must be ${date}; got "2020-01-01T24:00:00Z" (the last time of a day is 23:59:59).`],
  ['{"CreatedDate":"0000-01-01T00:00:00Z"}', `CreatedDate must be ${date}; got "0000-01-01T00:00:00Z" (the year 0000 does not exist).`],
  ['{"CreatedDate":"2020-01-01T00:00:00.12345678Z"}', `CreatedDate must be ${date}; got "2020-01-01T00:00:00.12345678Z" (a fraction has at most seven digits).`],
  ['{"CreatedDate":"2020-01-01T00:00:00+24:00"}', `CreatedDate must be ${date}; got "2020-01-01T00:00:00+24:00" (an offset is less than 24 hours).`],
  ['{"CreatedDate":"2020-01-01T00:00:00-9959"}', `CreatedDate must be ${date}; got "2020-01-01T00:00:00-9959" (an offset is less than 24 hours).`],
  ['{"CreatedDate":"2020-01-01T00:00:00+01:60"}', `CreatedDate must be ${date}; got "2020-01-01T00:00:00+01:60".`],
  ['{"UpdatedDate":1201682459}', `UpdatedDate must be ${date}; got 1201682459.`],
  ['{"CreatedBy":7}', 'CreatedBy must be an object, or null; got 7.'],
  ['{"CreatedBy":[]}', 'CreatedBy must be an object, or null; got an array.'],
  ['{"CreatedBy":{"Type":"Robot"}}', 'CreatedBy.Type must be one of Unknown, InternalAssociate, ResourceAssociate, ExternalAssociate, AnonymousAssociate, SystemAssociate; got "Robot".'],
  ['{"UpdatedBy":{"Deleted":"no","Rank":0.5}}', `UpdatedBy.Rank must be ${int32}; got 0.5. UpdatedBy.Deleted must be true or false; got "no".`],
  ['', 'Bad request. Entity to save is not in request body.'],
  [' \n', 'Bad request. Entity to save is not in request body.'],
  ['null', 'Bad request. Entity to save is not in request body.'],
  ['[]', 'The request body must be an object with the properties of the entity; got an array.'],
  ['"text"', 'The request body must be an object with the properties of the entity; got "text".'],
  ['7', 'The request body must be an object with the properties of the entity; got 7.'],
  ['{"BlobId":1', /^The request body must be well-formed JSON: .*position 11.*\.$/],
  ['['.repeat(5e5), 'The request body must be well-formed JSON: Unexpected end of JSON input.'],
]

t.test('under VALIDATION=strict, an invalid body is refused with a message that names its violations, and nothing is saved', async t => {
  const app = await buildTestApp(t, { validation: 'strict' })
  for (const [body, message] of refusals) {
    const answer = await put(app, body)
    t.equal(answer.statusCode, 400, body.slice(0, 60))
    const { Message, ...rest } = answer.json()
    t.match(Message, message)
    t.same(rest, { Error: true, ErrorType: 'ArgumentException', ErrorSource: 'SuperOffice.Services.Implementation' })
  }
  t.equal((await app.inject(imageInfoPath())).json().BlobId, 0)
})

t.test('a PUT of an image info without a body and without a Content-Type is refused with 400', async t => {
  const app = await buildTestApp(t)
  const answer = await app.inject({ method: 'PUT', url: imageInfoPath() })
  t.equal(answer.statusCode, 400)
  t.equal(answer.json().Message, 'Bad request. Entity to save is not in request body.')
})

t.test('bodies are read as UTF-8 JSON', async t => {
  const app = await buildTestApp(t)
  t.test('a body is read with a byte order mark, without a Content-Type, and with other spellings of the Content-Type', async t => {
    t.match(await putOk(app, '\ufeff{"Description":"mark"}'), { Description: 'mark' })
    const untyped = await app.inject({ method: 'PUT', url: imageInfoPath(), payload: '{"Description":"untyped"}' })
    t.match(untyped.json(), { Description: 'untyped' })
    for (const type of ['Application/JSON', 'application/json;charset="UTF-8"', 'application/json; charset=utf8; x=y']) {
      t.match(await putOk(app, '{"Description":"å"}', { headers: { 'content-type': type } }), { Description: 'å' }, type)
    }
  })

  t.test('a body with another media type, charset or encoding, or with invalid UTF-8, is refused', async t => {
    const refused = async (body: string | Buffer, headers: Record<string, string>, statusCode: number, sentence: RegExp) => {
      const answer = await put(app, body, { headers })
      t.equal(answer.statusCode, statusCode)
      t.match(answer.body, sentence)
    }
    await refused('x', { 'content-type': 'text/plain' }, 415, /media type 'text\/plain' is not supported.*must be one of application\/json/)
    await refused('x', { 'content-type': 'nonsense' }, 415, /media type 'nonsense' is not supported/)
    await refused('{}', { 'content-type': 'application/json; charset=latin1' }, 415, /charset 'latin1' is not supported.*must be UTF-8/)
    for (let index = 0; index <= 100; index++) await putOk(app, {}, { headers: { 'content-type': `application/json; v=${index}` } })
    await refused('{}', { 'content-encoding': 'gzip' }, 415, /content encoding 'gzip' is not supported/)
    await refused(Buffer.from([0x22, 0xff, 0x22]), {}, 400, /must be UTF-8/)
  })

  t.test('a body with more than BODY_LIMIT bytes is refused with 413', async t => {
    const app = await buildTestApp(t, { bodyLimit: 100 })
    t.equal((await put(app, '{}'.padEnd(100))).statusCode, 200)
    const answer = await put(app, '{}'.padEnd(101))
    t.equal(answer.statusCode, 413)
    t.match(answer.json(), { Message: 'The request entity is too large.', MessageDetail: /at most 100 bytes/ })
  })
})

t.test('VALIDATION=warn stores the valid values and names violations in a header of limited length', async t => {
  const app = await buildTestApp(t, { validation: 'warn', writePolicy: 'client' })
  const header = 'x-superoffice-mock-violations'

  t.test('VALIDATION=warn converts values to the nearest valid value', async t => {
    const near: [sent: unknown, stored: unknown][] = [
      [{ BlobSize: '12' }, { BlobSize: 12 }],
      [{ BlobSize: '-7' }, { BlobSize: -7 }],
      [{ IsZipped: 'True' }, { IsZipped: true }],
      [{ IsZipped: 1 }, { IsZipped: true }],
      [{ MimeType: true }, { MimeType: 'true' }],
      [{ Description: 5 }, { Description: '5' }],
      [{ Description: 'x'.repeat(300) }, { Description: 'x'.repeat(254) }],
      [{ Description: `${'x'.repeat(253)}😀` }, { Description: 'x'.repeat(253) }],
      [{ Description: 'a\ud800b' }, { Description: 'a\ufffdb' }],
      [{ CreatedBy: { Rank: '7' } }, { CreatedBy: { Rank: 7 } }],
    ]
    for (const [sent, stored] of near) {
      const answer = await put(app, sent)
      t.equal(answer.statusCode, 200)
      t.match(answer.json(), stored as object)
      t.match(answer.headers[header], /^[ -~]*must be [ -~]*; got [ -~]+, used [ -~]+\.$/)
    }
  })

  t.test('VALIDATION=warn omits values that cannot be converted', async t => {
    const none = { BlobId: 1.5, BlobSize: 2147483648, IsZipped: 'perhaps', Description: {}, MimeType: ['a'], CreatedDate: '2020-02-30T00:00:00Z', UpdatedBy: 'null', CreatedBy: { Type: 'Robot', Rank: '1e3' }, OriginalSize: null }
    const answer = await put(app, none, { url: imageInfoPath(5) })
    t.match(answer.json(), { BlobId: Number, BlobSize: 0, IsZipped: false, Description: '', MimeType: '', UpdatedBy: { Name: 'ADM0' }, CreatedBy: { Type: 'Unknown', Rank: 0 }, OriginalSize: 0 })
    for (const name of Object.keys(none)) t.match(answer.headers[header], new RegExp(`${name}[ -~]*, ignored\\.`))
  })

  t.test('the header of violations has a limited length under VALIDATION=warn', async t => {
    const wrong = Object.fromEntries(Object.keys(sample).map(name => [name, ['wrong']]))
    const answer = await put(app, { ...wrong, CreatedBy: Object.fromEntries(Object.keys(sample.CreatedBy).map(name => [name, { far: 'ø' }])), Description: 'ø'.repeat(300), ExtraInfo: 'ø'.repeat(300), ConceptualType: 'ø'.repeat(300), MimeType: 'ø'.repeat(300) })
    t.equal(answer.statusCode, 200)
    t.match(answer.headers[header], /^BlobId must be [ -~]*\.\.\.$/)
    t.equal(String(answer.headers[header]).length, 2048)
  })

  t.test('VALIDATION=warn uses the last value of a property that is sent in two spellings', async t => {
    const answer = await put(app, '{"BlobSize":1,"blobsize":2}')
    t.match(answer.json(), { BlobSize: 2 })
    t.match(answer.headers[header], 'BlobSize must be sent once; got "BlobSize" and "blobsize".')
  })

  t.test('VALIDATION=warn sends no header of violations with a valid body, without a body, or with a body that is refused', async t => {
    t.notOk(header in (await put(app, sample)).headers)
    t.notOk(header in (await app.inject(imageInfoPath())).headers)
    for (const refused of ['[]', '{bad']) {
      const { statusCode, headers } = await put(app, refused)
      t.equal(statusCode, 400)
      t.notOk(header in headers)
    }
  })
})
