import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { XSI, buildTestApp, imageInfoPath, put, putOk, readXml, readDocument } from '../helper.js'

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')
const sample = JSON.parse(fixture('put-image-info.request.json'))
const sampleXml = fixture('put-image-info.request.xml')
const sampleForm = fixture('put-image-info.request.form')
const asOperations = (entity: object) => Object.entries(entity).map(([name, value]) => ({ op: 'add', path: `/${name}`, value }))

const SERIALIZATION = 'http://schemas.microsoft.com/2003/10/Serialization/'
const FORM = 'application/x-www-form-urlencoded'
const MERGE = 'application/merge-patch+json'
const PATCH = 'application/json-patch+json'

const isMessage = (t: Test, message: string, expected: string | RegExp) =>
  typeof expected === 'string' ? t.equal(message, expected) : t.match(message, expected)

const typed = (type: string, accept = '*/*') => ({ headers: { 'content-type': type, accept } })
const sendTo = (app: FastifyInstance, type: string) => (body: unknown) => put(app, body, typed(type))

/** Converts the scalars of a JSON value without arrays, except null, to strings, and its empty objects to "". */
const asTexts = (value: unknown): unknown => {
  if (value === null) return null
  if (typeof value !== 'object') return String(value)
  const entries = Object.entries(value).map(([name, property]) => [name, asTexts(property)])
  return entries.length === 0 ? '' : Object.fromEntries(entries)
}

const kept = ({ TableRight: _right, FieldProperties: _properties, ...properties }: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(properties).map(([name, value]) =>
    [name, typeof value === 'object' && value !== null ? kept({ ...value }) : value]))

t.test('the documented sample is read in every documented media type', async t => {
  const app = await buildTestApp(t, { writePolicy: 'client' })
  const expected = await putOk(app, sample)
  t.same(kept(expected), { ...sample, CreatedDate: '2008-01-30T08:40:59', UpdatedDate: '2013-10-13T07:40:59' })
  const bodies: Record<string, unknown> = {
    'application/json': sample,
    'text/json': sample,
    'application/xml': sampleXml,
    'text/xml': sampleXml,
    [FORM]: sampleForm,
    [PATCH]: asOperations(sample),
    [MERGE]: sample,
  }
  let productId = 1
  for (const [type, body] of Object.entries(bodies)) {
    const url = imageInfoPath(productId++)
    t.same(await putOk(app, body, { url, ...typed(type) }), expected, type)
    t.same(await putOk(app, body, { url, ...typed(`${type}; charset=UTF-8`) }), expected, `${type}, again and with its charset`)
    t.same((await app.inject(url)).json(), expected)
  }
})

t.test('XML bodies of image infos are read or refused', async t => {
  const app = await buildTestApp(t, { writePolicy: 'client' })
  const send = sendTo(app, 'application/xml')

  t.test('XML bodies of .NET serializers and of other clients are read', async t => {
    const contract = 'http://schemas.datacontract.org/2004/07/SuperOffice.CRM.Services'
    const read: [xml: string, expected: object][] = [
      // Output of DataContractSerializer: namespaces; first the properties FieldProperties and TableRight, which clients send back from a
      // response, and then the other properties in alphabetical order
      [`<BlobEntity xmlns="${contract}" xmlns:i="${XSI}">` +
        '<FieldProperties xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays">' +
        '<a:KeyValueOfstringFieldPropertyx><a:Key>BlobId</a:Key></a:KeyValueOfstringFieldPropertyx>' +
        '<a:KeyValueOfstringFieldPropertyx><a:Key>BlobSize</a:Key></a:KeyValueOfstringFieldPropertyx></FieldProperties>' +
        '<TableRight i:nil="true"/><BlobId>7</BlobId><BlobSize>-1</BlobSize><ConceptualType i:nil="true"/>' +
        '<CreatedBy xmlns:b="urn:other"><b:AssociateId>5</b:AssociateId><b:FullName>Åse</b:FullName><b:UserName i:nil="true"/></CreatedBy>' +
        '<CreatedDate>2008-01-30T09:40:59.9670645+01:00</CreatedDate><IsZipped>true</IsZipped></BlobEntity>',
      { BlobId: 7, BlobSize: -1, ConceptualType: null, CreatedBy: { AssociateId: 5, FullName: 'Åse', UserName: null }, CreatedDate: '2008-01-30T08:40:59', IsZipped: true }],
      // Output of XmlSerializer on a StringWriter
      [`<?xml version="1.0" encoding="utf-16"?>\r\n<BlobEntity xmlns:xsi="${XSI}" xmlns:xsd="http://www.w3.org/2001/XMLSchema">` +
        '\r\n  <BlobId>8</BlobId>\r\n  <Description />\r\n  <MimeType xsi:nil="true" />\r\n  <UpdatedBy>\r\n    <Deleted>true</Deleted>\r\n  </UpdatedBy>\r\n</BlobEntity>',
      { BlobId: 8, Description: '', MimeType: null, UpdatedBy: { Deleted: true } }],
      ['\ufeff<p:BLOBENTITY xmlns:p="urn:any"><p:isZIPPED> 1 </p:isZIPPED><p:bloBid>\n+9\t</p:bloBid></p:BLOBENTITY>', { IsZipped: true, BlobId: 9 }],
      ['<BlobEntity><Description>a<![CDATA[<b>&amp;]]]]><![CDATA[>]]><!-- c -->&lt;&#x1F600;&#13; d</Description></BlobEntity>',
        { Description: 'a<b>&amp;]]><😀\r d' }],
      ['<BlobEntity><Description>  </Description><ExtraInfo>\t x \n</ExtraInfo></BlobEntity>', { Description: '  ', ExtraInfo: '\t x \n' }],
      [`<BlobEntity><CreatedBy/><UpdatedBy xmlns:q="${XSI}" q:nil="1"/></BlobEntity>`, { CreatedBy: { AssociateId: 0, Name: '', UserName: null }, UpdatedBy: null }],
      // Output of DataContractSerializer for an object that is used in two places
      [`<BlobEntity xmlns:i="${XSI}" xmlns:z="${SERIALIZATION}" z:Id="i1"><CreatedBy z:Id="i2"><AssociateId>5</AssociateId></CreatedBy>` +
        '<Description z:Id="i3">same</Description><ExtraInfo z:Ref="i3" i:nil="true"/><UpdatedBy z:Ref="i2" i:nil="true"/></BlobEntity>',
      { CreatedBy: { AssociateId: 5, Name: '' }, UpdatedBy: { AssociateId: 5, Name: '' }, Description: 'same', ExtraInfo: 'same' }],
      ['<BlobEntity/>', { Description: '', BlobSize: 0, MimeType: '', IsZipped: false }],
      ['<BlobEntity>\n</BlobEntity>', { Description: '' }],
      ['<BlobEntity><__proto__><Description>x</Description></__proto__><constructor/><toString>1</toString></BlobEntity>', { Description: '' }],
    ]
    for (const [xml, expected] of read) {
      const answer = await send(xml)
      t.equal(answer.statusCode, 200)
      t.hasStrict(answer.json(), expected, xml.slice(0, 60))
    }
  })

  t.test('malformed and invalid XML bodies are refused with 400 and the reason', async t => {
    const int32 = 'an integer from -2147483648 to 2147483647'
    const malformed = 'The request body must be well-formed XML: '
    const tooMany = `${malformed}it must have at most 20000 elements and attributes.`
    const laughs = Array.from({ length: 9 }, (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`).join('')
    const refused: [xml: string | Buffer, message: string | RegExp][] = [
      ['', 'Bad request. Entity to save is not in request body.'],
      [`<BlobEntity xmlns:i="${XSI}" i:nil="true"/>`, 'Bad request. Entity to save is not in request body.'],
      ['<BlobEntity>hello</BlobEntity>', 'The request body must be an object with the properties of the entity; got "hello".'],
      ['<Blob/>', 'The root element of the request body must be BlobEntity; got "Blob".'],
      ['<BlobEntity>junk<BlobId>5</BlobId> more </BlobEntity>', `${malformed}"BlobEntity" must contain elements or text, not both; got the text "junk more".`],
      [`<BlobEntity xmlns:z="${SERIALIZATION}"><CreatedBy z:Ref="i2"/><UpdatedBy z:Id="i2"/></BlobEntity>`, `${malformed}"CreatedBy" must refer to an element before it; none has the Id "i2".`],
      [`<BlobEntity xmlns:z="${SERIALIZATION}"><CreatedBy z:Id="i1"><Name z:Ref="i1"/></CreatedBy></BlobEntity>`, /"Name" must refer to an element before it/],
      ['<BlobEntity><BlobId>99999999999999999999999</BlobId></BlobEntity>', `BlobId must be ${int32}; got "99999999999999999999999".`],
      ['<BlobEntity><BlobId>abc</BlobId></BlobEntity>', `BlobId must be ${int32}; got "abc".`],
      ['<BlobEntity><BlobId>2147483648</BlobId></BlobEntity>', `BlobId must be ${int32}; got 2147483648.`],
      [`<BlobEntity xmlns:i="${XSI}"><BlobId i:nil="true"/><IsZipped/></BlobEntity>`, `BlobId must be ${int32}; got null. IsZipped must be true or false; got "".`],
      ['<BlobEntity><CreatedDate/></BlobEntity>', 'CreatedDate must be a date and time such as 2008-01-30T09:40:59Z, or null; got "".'],
      ['<BlobEntity><CreatedBy>me</CreatedBy></BlobEntity>', 'CreatedBy must be an object, or null; got "me".'],
      ['<BlobEntity><Description><b>x</b></Description></BlobEntity>', /^Description must be a string .*; got an object\.$/],
      ['<BlobEntity><BlobId>1</BlobId><BlobId>2</BlobId><CreatedBy/><CreatedBy/><CreatedBy/></BlobEntity>', 'BlobId must be sent once; got 2. CreatedBy must be sent once; got 3.'],
      ['<BlobEntity><BlobId>1</BlobId><blobid>2</blobid></BlobEntity>', 'BlobId must be sent once; got "BlobId" and "blobid".'],
      ['<BlobEntity>', `${malformed}line 1, column 12: unclosed tag: BlobEntity.`],
      ['<BlobEntity></Blob>', /unexpected close tag|unmatched closing tag/],
      ['<BlobEntity/><BlobEntity/>', /documents may contain only one root/],
      ['BlobId=5', `${malformed}line 1, column 8: text data outside of root node.`],
      ['<BlobEntity><a:BlobId>1</a:BlobId></BlobEntity>', /unbound namespace prefix: "a"/],
      ['<BlobEntity><Description>\0</Description></BlobEntity>', /disallowed character/],
      ['<BlobEntity><Description>&nbsp;</Description></BlobEntity>', /undefined entity/],
      ['<!DOCTYPE BlobEntity><BlobEntity/>', `${malformed}it must have no document type declaration.`],
      [`<!DOCTYPE x [<!ENTITY l0 "lol">${laughs}]><BlobEntity><Description>&l9;</Description></BlobEntity>`, `${malformed}it must have no document type declaration.`],
      ['<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><BlobEntity><Description>&e;</Description></BlobEntity>', `${malformed}it must have no document type declaration.`],
      [`<!DOCTYPE x [<!ENTITY e "${'e'.repeat(5e5)}">]><BlobEntity>${'&e;'.repeat(1e5)}</BlobEntity>`, `${malformed}it must have no document type declaration.`],
      [`<BlobEntity>${'<a>'.repeat(3e5)}`, `${malformed}its elements must be at most 32 deep.`],
      [`<BlobEntity>${'<a/>'.repeat(20_000)}</BlobEntity>`, tooMany],
      [`<BlobEntity><${'b'.repeat(1e6)}>`, /unclosed tag: b+…\.$/],
      [`<BlobEntity ${Array.from({ length: 5e4 }, (_, index) => `a${index}="${index}" `).join('')}`, tooMany],
      [`<BlobEntity><a ${Array.from({ length: 2e4 }, (_, index) => `xmlns:n${index}="urn:${index}"`).join(' ')}>${'<n1:a/>'.repeat(5e4)}`, tooMany],
      [Buffer.from('<BlobEntity><Description>\xe9</Description></BlobEntity>', 'latin1'), `${malformed}it must be UTF-8.`],
    ]
    for (const [xml, message] of refused) {
      const answer = await send(xml)
      t.equal(answer.statusCode, 400, String(xml).slice(0, 60))
      isMessage(t, answer.json().Message, message)
      t.ok(answer.body.length < 1000)
    }
  })
})

t.test('form bodies of image infos are read or refused', async t => {
  const app = await buildTestApp(t, { writePolicy: 'client' })
  const send = sendTo(app, FORM)

  t.test('names in form bodies are case-insensitive, with dots or brackets for nested properties', async t => {
    const read: [form: string, expected: object][] = [
      ['blobid=+5+&ISZIPPED=True&isencrypted=1', { BlobId: 5, IsZipped: true, IsEncrypted: true }],
      ['CreatedBy.AssociateId=5&CreatedBy%5BName%5D=a%26b&UpdatedBy[deleted]=TRUE', { CreatedBy: { AssociateId: 5, Name: 'a&b' }, UpdatedBy: { Deleted: true } }],
      ['Description=a+b%2Bc%20%F0%9F%98%80%0D%0A&ExtraInfo=&MimeType', { Description: 'a b+c 😀\r\n', ExtraInfo: '', MimeType: '', ConceptualType: '' }],
      ['createdby.associateid=7&CREATEDBY[Name]=x&Foo[]=1&Foo[1]=2', { CreatedBy: { AssociateId: 7, Name: 'x' } }],
      ['Description=a]=b[1]=c&&=&ExtraInfo=a=b&MimeType=a]', { Description: 'a]=b[1]=c', ExtraInfo: 'a=b', MimeType: 'a]' }],
      ['CreatedBy=&CreatedDate=&UpdatedDate=2008-01-30T09:40:59%2B01:00', { CreatedBy: null, CreatedDate: '0001-01-01T00:00:00', UpdatedDate: '2008-01-30T08:40:59' }],
      ['Unknown=1&Unknown=2&TableRight.Mask=x&__proto__.Description=x&constructor[prototype][Description]=x', { Description: '' }],
    ]
    for (const [form, expected] of read) {
      const answer = await send(form)
      t.equal(answer.statusCode, 200)
      t.hasStrict(answer.json(), expected, form)
    }
  })

  t.test('malformed and invalid form bodies are refused with 400 and the reason', async t => {
    const int32 = 'an integer from -2147483648 to 2147483647'
    const malformed = 'The request body must be well-formed form data: '
    const refused: [form: string | Buffer, message: string | RegExp][] = [
      [' ', 'Bad request. Entity to save is not in request body.'],
      ['BlobId=abc&IsZipped=yes&BlobSize=', `BlobId must be ${int32}; got "abc". BlobSize must be ${int32}; got "". IsZipped must be true or false; got "yes".`],
      ['CreatedBy.Type=Robot&CreatedBy.Rank=1.5', /^CreatedBy\.Rank must be .*; got "1\.5"\. CreatedBy\.Type must be one of .*; got "Robot"\.$/],
      ['CreatedDate=yesterday', /^CreatedDate must be a date .*; got "yesterday"\.$/],
      ['CreatedBy=5', 'CreatedBy must be an object, or null; got "5".'],
      ['BlobId=1&BlobId=2&BlobId=3', 'BlobId must be sent once; got 3.'],
      ['BlobId=1&blobid=2', 'BlobId must be sent once; got 2.'],
      ['CreatedBy=&CreatedBy.Name=x', 'CreatedBy must be sent once; got 2.'],
      ['CreatedBy.Name=x&CreatedBy=', 'CreatedBy must be sent once; got 2.'],
      ['CreatedBy=x&CreatedBy.Name=c&createdby[Rank]=1', 'CreatedBy must be sent once; got 3.'],
      ['CreatedBy.Name=c&createdby[name]=d', 'CreatedBy.Name must be sent once; got 2.'],
      ['CreatedBy[]=5', 'CreatedBy must be an object, or null; got an array.'],
      ['Description[0]=5', 'Description must be a string of at most 254 characters, or null; got an array.'],
      ['Description[a][b][c][d][e][f]=1', /^Description must be a string .*; got an object\.$/],
      ['Description=%', `${malformed}each "%" must be followed by the two hexadecimal digits of a UTF-8 byte.`],
      ['Description=%ff', /must be followed by/],
      [Buffer.from('Description=\xe9', 'latin1'), `${malformed}it must be UTF-8.`],
      ['%=1', /must be followed by/],
      ['x&'.repeat(1000), `${malformed}it must have at most 1000 fields.`],
      ['{"BlobId":5}', `${malformed}it begins like JSON or XML, so Content-Type must be that of JSON or XML.`],
      [' <BlobEntity/>', /begins like JSON or XML/],
    ]
    for (const [form, message] of refused) {
      const answer = await send(form)
      t.equal(answer.statusCode, 400, String(form).slice(0, 60))
      isMessage(t, answer.json().Message, message)
    }
  })
})

t.test('merge patches of image infos are applied or refused', async t => {
  const app = await buildTestApp(t, { writePolicy: 'client' })
  const send = sendTo(app, MERGE)

  t.test('a merge patch changes the properties that it contains and keeps the others', async t => {
    const before = await putOk(app, sample)
    const after = (await send({ description: 'new', ExtraInfo: null, BlobSize: null, CreatedBy: { name: 'Other', UserName: null }, Unknown: 1 })).json()
    t.same(after, {
      ...before,
      Description: 'new',
      ExtraInfo: '',
      BlobSize: 0,
      CreatedBy: { ...before.CreatedBy, Name: 'Other', UserName: null },
      UpdatedDate: after.UpdatedDate,
      UpdatedBy: after.UpdatedBy,
    })
    t.ok(after.UpdatedDate > '2026', 'a date that is not named is set by the server')
    t.equal(after.UpdatedBy.Name, 'ADM0')
    t.match((await send({ CreatedBy: null, UpdatedDate: '2020-01-01T00:00:00+01:00' })).json(), { CreatedBy: null, UpdatedDate: '2019-12-31T23:00:00' })
    t.match((await send({ CreatedBy: { Name: 'New' } })).json(), { CreatedBy: { AssociateId: 0, Name: 'New' }, Description: 'new' })
    t.match((await send({})).json(), { Description: 'new' })
  })

  t.test('a merge patch creates an entity with defaults if none is stored', async t => {
    const url = imageInfoPath(77)
    t.match(await putOk(app, { MimeType: 'image/png' }, { url, ...typed(MERGE) }), { BlobId: 5003, MimeType: 'image/png', Description: '' })
  })

  t.test('an invalid merge patch is refused with 400 and the reason, and changes nothing', async t => {
    const before = (await app.inject(imageInfoPath())).json()
    const int32 = 'an integer from -2147483648 to 2147483647'
    const refused: [body: unknown, message: string | RegExp][] = [
      ['', 'Bad request. Entity to save is not in request body.'],
      [[], 'The request body must be an object with the properties of the entity; got an array.'],
      [{ Description: 'x', BlobSize: 'y' }, `BlobSize must be ${int32}, or null; got "y".`],
      [{ CreatedBy: { Rank: 1.5 } }, `CreatedBy.Rank must be ${int32}, or null; got 1.5.`],
      ['{"BlobId":1', /^The request body must be well-formed JSON: .*position 11.*\.$/],
    ]
    for (const [body, message] of refused) {
      const answer = await send(body)
      t.equal(answer.statusCode, 400)
      isMessage(t, answer.json().Message, message)
    }
    t.same((await app.inject(imageInfoPath())).json(), before)
  })

  t.test('a merge patch cannot change the properties that the server sets under WRITE_POLICY=server', async t => {
    const app = await buildTestApp(t)
    const before = await putOk(app, sample)
    const after = await putOk(app, { BlobId: 1, CreatedDate: '2000-01-01T00:00:00Z', CreatedBy: null, MimeType: 'x' }, typed(MERGE))
    t.same(after, { ...before, MimeType: 'x', UpdatedDate: after.UpdatedDate })
  })

  t.test('a merge patch is applied without its invalid properties under VALIDATION=warn', async t => {
    const app = await buildTestApp(t, { validation: 'warn' })
    await putOk(app, sample)
    const answer = await put(app, { BlobSize: '5', IsZipped: 'x', Description: 'new' }, typed(MERGE))
    t.match(answer.json(), { BlobSize: 5, IsZipped: true, Description: 'new' })
    t.match(answer.headers['x-superoffice-mock-violations'], /BlobSize must be .*, used 5\. IsZipped must be .*, ignored\./)
  })
})

t.test('JSON Patches of image infos are applied or refused', async t => {
  const app = await buildTestApp(t, { writePolicy: 'client' })
  const send = sendTo(app, PATCH)

  t.test('operations of a JSON Patch are applied in order; paths are case-insensitive and need no leading slash', async t => {
    const before = await putOk(app, sample)
    const after = (await send([
      { op: 'test', path: '/Description', value: 'Monitored scalable capacity' },
      { op: 'test', path: 'createddate', value: '2008-01-30T08:40:59' },
      { op: 'test', path: '/CreatedDate', value: '2008-01-30T09:40:59+01:00' },
      { op: 'test', path: '/CreatedBy', value: before.CreatedBy },
      { op: 'replace', path: 'DESCRIPTION', value: 'one' },
      { op: 'test', path: '/description', value: 'one' },
      { OP: 'add', Path: '/CREATEDBY/name', Value: 'Other', from: '/x' },
      { op: 'remove', path: '/ExtraInfo' },
      { op: 'remove', path: 'updatedby/username' },
      { op: 'replace', path: '/MimeType', value: null },
      { op: 'remove', path: '/BlobSize' },
    ])).json()
    t.same(after, {
      ...before,
      Description: 'one',
      ExtraInfo: '',
      MimeType: null,
      BlobSize: 0,
      CreatedBy: { ...before.CreatedBy, Name: 'Other' },
      UpdatedBy: { ...before.UpdatedBy, UserName: null },
      UpdatedDate: after.UpdatedDate,
    })
    t.match((await send([{ op: 'replace', path: '/CreatedBy', value: { associateid: 3 } }])).json(), { CreatedBy: { AssociateId: 3, Name: '' } })
    t.same((await send([])).json().CreatedBy.AssociateId, 3)
  })

  t.test('a JSON Patch with an operation that cannot be applied changes nothing', async t => {
    await send([{ op: 'replace', path: '/CreatedBy', value: null }])
    const before = (await app.inject(imageInfoPath())).json()
    const change = { op: 'replace', path: '/Description', value: 'changed' }
    const failing: [statusCode: number, operation: object, message: string | RegExp][] = [
      [409, { op: 'test', path: '/Description', value: 'other' }, '[1] test of /Description failed: the value must be "other"; got "changed". Nothing was changed.'],
      [409, { op: 'test', path: '/CreatedBy', value: { Name: 'x' } }, '[1] test of /CreatedBy failed: the value must be equal to the object in the operation; got null. Nothing was changed.'],
      [409, { op: 'test', path: '/BlobId', value: 'x909' },
        '[1] test of /BlobId failed: the value in the operation is invalid. [1].value for BlobId must be an integer from -2147483648 to 2147483647; got "x909". Nothing was changed.'],
      [409, { op: 'test', path: '/CreatedBy/Name', value: 'x' },
        '[1] test of /CreatedBy/Name failed: the object of the property, or the list item, does not exist. Nothing was changed.'],
      [409, { op: 'test', path: '/CreatedDate', value: 'yesterday' }, /is invalid\. \[1\]\.value for CreatedDate must be .* got "yesterday"/],
      [409, { op: 'test', path: '/CreatedDate', value: '2018-12-24T12:34:45+01:00' },
        /^\[1\] test of \/CreatedDate failed: the value must be "2018-12-24T11:34:45Z"; got "\d{4}-[\d-]+T[\d:]+Z"\. Nothing was changed\.$/],
      [409, { op: 'test', path: '/ExtraInfo', value: { toString: 1, valueOf: 2 } }, /\[1\]\.value for ExtraInfo must be .*; got an object\./],
      [400, { op: 'replace', path: '/CreatedBy/Name', value: 'x' }, '[1] replace of /CreatedBy/Name failed: the object of the property, or the list item, does not exist.'],
      [400, { op: 'add', path: '/CreatedBy/Name', value: 'x' }, /^\[1\] add of .* failed/],
      [400, { op: 'remove', path: '/CreatedBy/Name' }, /^\[1\] remove of .* failed/],
    ]
    for (const [statusCode, operation, message] of failing) {
      const answer = await send([change, operation])
      t.equal(answer.statusCode, statusCode)
      isMessage(t, answer.json().Message, message)
    }
    const deep = `[{"op":"test","path":"/ExtraInfo","value":${'['.repeat(1e5)}${']'.repeat(1e5)}}]`
    t.match((await send(deep)).json().Message, /ExtraInfo must be .*; got an array\. Nothing was changed/)
    t.equal((await send([{ op: 'test', path: '/Description', value: 'x' }])).json().ErrorType, 'JsonPatchException')
    t.same((await app.inject(imageInfoPath())).json(), before)
  })

  t.test('a malformed JSON Patch is refused with 400 and a message that names the invalid operation', async t => {
    const refused: [body: unknown, message: string | RegExp][] = [
      ['', 'Bad request. Entity to save is not in request body.'],
      [{ Description: 'x' }, 'The request body must be an array of operations, as a JSON Patch (RFC 6902) is; got an object.'],
      [[null, 5], '[0] must be an object with op, path and value; got null. [1] must be an object with op, path and value; got 5.'],
      [[{ op: 'move', from: '/MimeType', path: '/ExtraInfo' }, { op: 'copy', from: '/MimeType', path: '/ExtraInfo' }],
        '[0].op must be one of add, replace, remove, test; got "move". [1].op must be one of add, replace, remove, test; got "copy".'],
      [[{ op: 'add', path: '/Description' }], '[0].value is required for add; got nothing.'],
      [[{}], '[0].op must be one of add, replace, remove, test; got nothing. [0].path must be a string; got nothing.'],
      [[{ op: 'add', path: '/Foo', value: 1 }], '[0].path must name a property of the entity, such as /BlobId; got "/Foo".'],
      [[{ op: 'replace', path: '', value: {} }], '[0].path must name a property of the entity, such as /BlobId; got "".'],
      [[{ op: 'add', path: '/__proto__/x', value: 1 }], /must name a property/],
      [[{ op: 'add', path: '//Description', value: '1' }], /must name a property/],
      [[{ op: 'replace', path: '/BlobSize', value: 'x' }, { op: 'replace', path: '/CreatedDate', value: 'y' }], /^\[0\]\.value for BlobSize must be .*; got "x"\. \[1\]\.value for CreatedDate must be .*; got "y"\.$/],
      [Array(1000).fill(1), /^(\[\d+\] must be an object with op, path and value; got 1\. ){50}And 950 more\.$/],
      [Array(1001).fill({ op: 'remove', path: '/Description' }), 'The request body must be an array of at most 1000 operations; got 1001.'],
    ]
    for (const [body, message] of refused) {
      const answer = await send(body)
      t.equal(answer.statusCode, 400)
      isMessage(t, answer.json().Message, message)
    }
  })

  t.test('a JSON Patch gives properties that it removes or omits their defaults', async t => {
    await putOk(app, sample)
    const answer = await send([
      { op: 'remove', path: '/ExtraInfo' },
      { op: 'test', path: '/ExtraInfo', value: '' },
      { op: 'replace', path: '/ExtraInfo', value: 'again' },
      { op: 'replace', path: '/CreatedBy', value: { AssociateId: 3 } },
      { op: 'test', path: '/CreatedBy/Name', value: '' },
      { op: 'test', path: '/CreatedBy/UserName', value: null },
      { op: 'test', path: '/CreatedBy/Type', value: 'Unknown' },
      { op: 'replace', path: '/CreatedBy/Name', value: 'x' },
      { op: 'remove', path: '/UpdatedBy' },
      { op: 'test', path: '/UpdatedBy', value: null },
      { op: 'replace', path: '/CreatedDate', value: null },
      { op: 'test', path: '/CreatedDate', value: '0001-01-01T00:00:00' },
      { op: 'test', path: '/CreatedDate', value: null },
    ])
    t.equal(answer.statusCode, 200)
    t.hasStrict(answer.json(), { ExtraInfo: 'again', CreatedBy: { AssociateId: 3, Name: 'x' }, UpdatedBy: null, CreatedDate: '0001-01-01T00:00:00' })
  })

  t.test('under VALIDATION=warn invalid values in a JSON Patch are corrected or ignored, but a patch with a malformed operation is refused', async t => {
    const app = await buildTestApp(t, { validation: 'warn', writePolicy: 'client' })
    const answer = await put(app, [
      { op: 'add', path: '/BlobSize', value: '5' },
      { op: 'add', path: '/CreatedDate', value: 'yesterday' },
      { op: 'add', path: '/BlobId', value: 'first' },
      { op: 'add', path: '/Description', value: 'x' },
    ], typed(PATCH))
    t.match(answer.json(), { BlobSize: 5, Description: 'x', BlobId: 5003, CreatedDate: /^20/ })
    t.match(answer.headers['x-superoffice-mock-violations'], /\[0\]\.value for BlobSize must be .*, used 5\. \[1\]\.value for CreatedDate must be .*, ignored\./)
    t.equal((await put(app, [{ op: 'move', path: '/BlobSize' }], typed(PATCH))).statusCode, 400)
  })

  t.test('JSON Patches of many clients at the same time are applied one after the other', async t => {
    const url = imageInfoPath(88)
    await putOk(app, { BlobSize: 0 }, { url })
    const raise = (from: number) => put(app, [
      { op: 'test', path: '/BlobSize', value: from }, { op: 'replace', path: '/BlobSize', value: from + 1 },
    ], { url, ...typed(PATCH) })
    const answers = await Promise.all(Array.from({ length: 20 }, () => raise(0)))
    t.equal(answers.filter(({ statusCode }) => statusCode === 200).length, 1)
    t.equal(answers.filter(({ statusCode }) => statusCode === 409).length, 19)
  })
})

t.test('PUT_PATCH=entity reads bodies with the media types of patches as whole entities', async t => {
  const app = await buildTestApp(t, { writePolicy: 'client', putPatch: 'entity' })
  const expected = await putOk(app, sample)
  for (const type of [MERGE, PATCH]) {
    t.same(await putOk(app, sample, typed(type)), expected)
    t.match(await putOk(app, { BlobId: 5 }, typed(type)), { BlobId: 5, Description: '' })
    const answer = await put(app, [], typed(type))
    t.equal(answer.statusCode, 400)
    t.match(answer.json().Message, /must be an object with the properties of the entity; got an array/)
  }
  const { paths } = await readDocument(app)
  const { content } = paths['/api/v1/Product/{productId}/ImageInfo'].put.requestBody
  t.same(content[PATCH], content['application/json'])
})

t.test('an empty Content-Type counts as missing', async t => {
  const app = await buildTestApp(t)
  t.match(await putOk(app, { Description: 'x' }, typed('')), { Description: 'x' })
})

t.test('an XML body that consists of white space counts as empty', async t => {
  const app = await buildTestApp(t)
  const answer = await put(app, ' \n', { headers: { 'content-type': 'application/xml' } })
  t.match([answer.statusCode, answer.json().Message], [400, /^Bad request\. Entity to save is not in request body\.$/])
})

t.test('an empty body is not refused because of its Content-Type', async t => {
  const app = await buildTestApp(t)
  const types = ['text/plain', 'text/plain;charset=UTF-8', 'nonsense', '/', 'a/b/c', ';', 'application/json; charset=nonsense', 'text/xml; charset=utf-16',
    'application/xml', FORM, PATCH, MERGE, 'image/png', 'multipart/form-data', 'undefined', '\xe9/x']
  const missing = 'Bad request. Entity to save is not in request body.'
  const calls: [method: 'POST' | 'PUT' | 'DELETE', url: string, status: number, message?: string][] = [
    ['POST', '/api/v1/Agents/BLOB/CreateDefaultBlobEntity', 200],
    ['POST', '/api/v1/Agents/BLOB/GetBlobEntity?blobEntityId=5001', 200],
    ['POST', '/api/v1/Agents/BLOB/DeleteBlobEntity?BlobEntityId=4711', 204],
    ['POST', '/api/v1/Agents/BLOB/SetProductImage', 400, missing],
    ['PUT', imageInfoPath(), 400, missing],
    ['DELETE', '/api/v1/Product/4711', 204],
    ['DELETE', '/api/v1/Product/123/Image', 204],
    ['PUT', '/api/v1/Product/123/Image', 400, 'Image bitmap is missing from body.'],
    ['POST', '/_mock/clock/reset', 200],
  ]
  for (const type of types) {
    for (const [method, url, status, message] of calls) {
      const headers = { 'content-type': type }
      const whole = await app.inject({ method, url, headers: { ...headers, 'content-length': '0' } })
      const chunked = await app.inject({ method, url, headers: { ...headers, 'transfer-encoding': 'chunked' }, payload: Readable.from([]) })
      for (const answer of [whole, chunked]) {
        t.equal(answer.statusCode, status, `${method} ${url} with ${type}: ${answer.body}`)
        if (message !== undefined) t.equal(answer.json().Message, message)
      }
    }
  }
  const [{ Request }] = (await app.inject('/_mock/journal?Limit=2')).json().Entries
  t.match(Request, { Headers: { 'content-type': '\xe9/x' }, Body: '', BodyBytes: 0, BodyKept: 'all' })
  const refused = await put(app, '{}', typed('nonsense'))
  t.match(refused, { statusCode: 415, body: /media type 'nonsense' is not supported/ })
})

t.test('an unsupported media type is refused with 415 and a message that lists the supported types', async t => {
  const app = await buildTestApp(t)
  const answer = await put(app, 'x', typed('application/problem+json'))
  t.equal(answer.statusCode, 415)
  t.same(answer.json(), {
    Message: "The request entity's media type 'application/problem+json' is not supported for this resource.",
    MessageDetail: `It must be one of application/json, text/json, application/xml, text/xml, ${FORM}, ${PATCH}, ${MERGE}.`,
  })
  t.equal((await put(app, '<BlobEntity/>', typed('text/xml; charset=utf-16'))).statusCode, 415)
})

const answered: [accept: string, type: string][] = [
  ['application/json; charset=utf-8', 'application/json'],
  ['*/*', 'application/json'],
  ['', 'application/json'],
  ['application/*', 'application/json'],
  ['text/*', 'text/json'],
  ['text/json', 'text/json'],
  ['application/xml', 'application/xml'],
  ['TEXT/XML;Charset="a,b;c\\""', 'text/xml'],
  [PATCH, PATCH],
  [MERGE, MERGE],
  ['application/json;q=0.5, application/xml', 'application/xml'],
  ['application/xml;q=0.5, application/json;q=0.6', 'application/json'],
  ['text/xml, application/json', 'text/xml'],
  ['*/*, text/xml', 'text/xml'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'application/xml'],
  ['application/json;q=0, */*', 'text/json'],
  ['application/json;odata=verbose', 'application/json'],
  ['image/png, text/xml;q=0.1', 'text/xml'],
]

t.test('responses have the media type that Accept prefers', async t => {
  const app = await buildTestApp(t)
  const stored = await putOk(app, sample)
  for (const [accept, type] of answered) {
    const answer = await app.inject({ url: imageInfoPath(), headers: { accept } })
    t.equal(answer.statusCode, 200)
    t.equal(answer.headers['content-type'], `${type}; charset=utf-8`, accept)
    t.equal(answer.headers.vary, 'Accept, SO-Language, Accept-Language, SO-Culture, SO-TimeZone, Origin')
    t.equal(answer.headers['x-superoffice-mock'], '0.1.0')
    if (type.endsWith('xml')) {
      t.same(readXml(answer.body), { root: 'BlobEntity', value: asTexts(stored) })
    } else {
      t.equal(answer.body, JSON.stringify(stored))
    }
    const head = await app.inject({ method: 'HEAD', url: imageInfoPath(), headers: { accept } })
    t.equal(head.headers['content-type'], answer.headers['content-type'])
    t.equal(head.headers['content-length'], answer.headers['content-length'])
  }
  const saved = await put(app, sampleForm, typed(FORM, 'text/xml'))
  t.equal(saved.headers['content-type'], 'text/xml; charset=utf-8')
  t.equal(readXml(saved.body).root, 'BlobEntity')
  for (let index = 0; index <= 100; index++) {
    t.equal((await app.inject({ url: imageInfoPath(), headers: { accept: `text/xml;v=${index}` } })).headers['content-type'], 'text/xml; charset=utf-8')
  }
})

t.test('if Accept allows no supported type, the response is JSON, or 406 under NOT_ACCEPTABLE=strict', async t => {
  const unacceptable = ['image/png', 'text/html;q=0.5', '*/*;q=0', 'nonsense', 'application/x-www-form-urlencoded', 'application/json;q=x']
  const lenient = await buildTestApp(t)
  const strict = await buildTestApp(t, { notAcceptable: 'strict' })
  for (const accept of unacceptable) {
    const answer = await put(lenient, sample, { headers: { accept } })
    t.equal(answer.statusCode, 200)
    t.equal(answer.headers['content-type'], 'application/json; charset=utf-8')

    const refused = await put(strict, sample, { headers: { accept } })
    t.equal(refused.statusCode, 406)
    t.equal(refused.headers['content-type'], 'application/json; charset=utf-8')
    t.same(refused.json(), {
      Message: `None of the media types '${accept}' is supported by this resource.`,
      MessageDetail: `Accept must allow one of application/json, text/json, application/xml, text/xml, ${PATCH}, ${MERGE}.`,
    })
  }
  t.equal((await strict.inject(imageInfoPath())).json().BlobId, 0, 'nothing was saved')
  t.equal((await strict.inject({ url: '/health', headers: { accept: 'image/png' } })).statusCode, 200)
})

t.test('image infos can be returned as XML', async t => {
  const app = await buildTestApp(t, { writePolicy: 'client' })
  const readInfoXml = async () => (await app.inject({ url: imageInfoPath(), headers: { accept: 'application/xml' } })).body

  t.test('XML responses have the documented order, and elements with Key and Value for the field properties', async t => {
    await putOk(app, { ...sample, CreatedBy: null, Description: '', ExtraInfo: null })
    const xml = await readInfoXml()
    const entry = (name: string, type: string, length: number) =>
      `<FieldPropertyDictionaryKeyValuePair><Key>${name}</Key><Value><FieldRight><Mask>Update</Mask><Reason></Reason></FieldRight>` +
      `<FieldType>${type}</FieldType><FieldLength>${length}</FieldLength></Value></FieldPropertyDictionaryKeyValuePair>`
    t.ok(xml.startsWith(`<BlobEntity xmlns:i="${XSI}"><BlobId>909</BlobId><BlobSize>907</BlobSize><Description></Description>` +
      '<ExtraInfo i:nil="true"/><IsEncrypted>true</IsEncrypted><IsZipped>true</IsZipped><MimeType>similique</MimeType>' +
      '<OriginalSize>900</OriginalSize><CreatedDate>2008-01-30T08:40:59</CreatedDate><UpdatedDate>2013-10-13T07:40:59</UpdatedDate>' +
      '<CreatedBy i:nil="true"/><UpdatedBy><AssociateId>554</AssociateId>'))
    t.ok(xml.includes('<ConceptualType>voluptatem</ConceptualType><TableRight><Mask>Select, Update, Insert, Delete</Mask><Reason></Reason></TableRight>' +
      `<FieldProperties>${entry('BlobId', 'System.Int32', 4)}${entry('BlobSize', 'System.Int32', 4)}`))
    t.ok(xml.endsWith('</FieldProperties></BlobEntity>'))
  })

  t.test('XML responses are well-formed even if stored strings contain control characters and markup', async t => {
    const odd = '\0\u0001\u0008\u000b\u000c\u001f\ufffe\uffff'
    await putOk(app, { Description: `${odd}]]>&amp;<b>"'`, ExtraInfo: ' \t\r\n 😀\u0085\u2028 ' })
    const { value } = readXml(await readInfoXml())
    t.match(value, { Description: `${'\ufffd'.repeat(8)}]]>&amp;<b>"'`, ExtraInfo: ' \t\r\n 😀\u0085\u2028 ' })
  })

  t.test('an XML response can be sent back as the body of a request', async t => {
    await putOk(app, sample)
    t.same(kept(await putOk(app, await readInfoXml(), typed('text/xml'))), kept(await putOk(app, sample)))
  })
})

t.test('error responses have the media type that Accept prefers', async t => {
  const app = await buildTestApp(t)
  const other = await buildTestApp(t, { errorMessageKey: 'ErrorMessage' })
  const xml = { accept: 'application/xml' }
  const superOffice = { Error: 'true', ErrorType: 'ArgumentException', ErrorSource: 'SuperOffice.Services.Implementation' }
  const message = 'BlobId must be an integer from -2147483648 to 2147483647; got "<&>".'
  const errors: [answer: Awaited<ReturnType<typeof put>>, statusCode: number, value: object][] = [
    [await put(app, { BlobId: '<&>' }, { headers: xml }), 400, { ...superOffice, Message: message }],
    [await put(other, { BlobId: '<&>' }, { headers: xml }), 400, { ...superOffice, ErrorMessage: message }],
    [await app.inject({ url: '/nowhere?a=1&b=2', headers: xml }), 404, { Message: "No HTTP resource was found that matches the request URI '/nowhere?a=1&b=2'." }],
    [await app.inject({ method: 'DELETE', url: imageInfoPath(), headers: xml }), 405, { Message: /DELETE/, MessageDetail: 'It supports GET, HEAD, PUT.' }],
    [await put(app, 'x', typed('text/plain', 'text/xml')), 415, { Message: /text\/plain/ }],
    [await app.inject({ url: imageInfoPath('abc'), headers: xml }), 400, { Message: 'The request is invalid.' }],
  ]
  for (const [answer, statusCode, value] of errors) {
    t.equal(answer.statusCode, statusCode)
    t.match(answer.headers['content-type'], /^(application|text)\/xml; charset=utf-8$/)
    t.equal(answer.headers.vary, 'Accept, SO-Language, Accept-Language, SO-Culture, SO-TimeZone, Origin')
    const read = readXml(answer.body)
    t.equal(read.root, 'Error')
    t.match(read.value, value)
  }
  const merge = await put(app, { BlobId: 'x' }, { headers: { accept: MERGE } })
  t.equal(merge.headers['content-type'], `${MERGE}; charset=utf-8`)
  t.equal(merge.json().ErrorType, 'ArgumentException')
})

const int32 = fc.oneof(fc.integer({ min: -2147483648, max: 2147483647 }), fc.constantFrom(0, -1, 2147483647, -2147483648))
const pieces = fc.constantFrom(']]>', '&', '&amp;', '<', '>', '"', "'", ' ', '\t', '\n', '\r\n', '%', '+', '=', ';', '.', '[', '\\', '😀', '👩‍👩‍👧', 'é', '\u0085', '\u2028', 'null', 'true', '0')
const text = fc.option(fc.oneof(
  fc.array(fc.oneof(pieces, fc.string({ unit: 'grapheme', maxLength: 5 })), { maxLength: 12 }).map(parts => parts.join('')),
  fc.constantFrom('', ' ', '  leading and trailing  ', 'x'.repeat(254))
).filter(value => value.length <= 254))
const date = fc.oneof(fc.constant(new Date('0001-01-01T00:00:00Z')), fc.date({ min: new Date('0002-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }))
  .map(value => value.toISOString().slice(0, 19))
const associate = fc.option(fc.record({
  AssociateId: int32,
  Name: text,
  PersonId: int32,
  Rank: int32,
  Tooltip: text,
  Type: fc.constantFrom('Unknown', 'InternalAssociate', 'ResourceAssociate', 'ExternalAssociate', 'AnonymousAssociate', 'SystemAssociate'),
  GroupIdx: int32,
  FullName: text,
  FormalName: text,
  Deleted: fc.boolean(),
  EjUserId: int32,
  UserName: text,
}))
const entity = fc.record({
  BlobId: int32,
  BlobSize: int32,
  Description: text,
  ExtraInfo: text,
  IsEncrypted: fc.boolean(),
  IsZipped: fc.boolean(),
  MimeType: text,
  OriginalSize: int32,
  CreatedDate: date,
  UpdatedDate: date,
  CreatedBy: associate,
  UpdatedBy: associate,
  ConceptualType: text,
})

type Properties = Record<string, unknown>

const isObject = (value: unknown): value is Properties => typeof value === 'object' && value !== null
const characterReferences = (value: unknown) =>
  Array.from(String(value), character => /\w/.test(character) ? character : `&#${character.codePointAt(0)};`).join('')
const toXml = (name: string, value: unknown): string => {
  if (value === null) return `<${name} i:nil="true" xmlns:i="${XSI}"/>`
  const content = isObject(value) ? Object.entries(value).map(([inner, property]) => toXml(inner, property)).join('') : characterReferences(value)
  return `<${name}>${content}</${name}>`
}
const toForm = (value: Properties, prefix = ''): [string, string][] => Object.entries(value).flatMap(([name, property]) => {
  if (isObject(property)) return toForm(property, `${prefix}${name}.`)
  // A form cannot express null for a string, so the field of a null string is omitted. The mock reads a missing string as "", but a missing
  // UserName as null. A null object is written as an empty field.
  return property === null ? /By$/.test(name) ? [[`${prefix}${name}`, '']] : [] : [[`${prefix}${name}`, String(property)]]
})

/**
 * Returns an entity in which null strings except UserName are replaced by "". Forms cannot express null for a string, and null in a merge
 * patch removes the property, so the mock stores "" in both cases.
 */
const withoutNullTexts = (value: Properties): Properties => Object.fromEntries(Object.entries(value).map(([name, property]) =>
  [name, isObject(property) ? withoutNullTexts(property) : property === null && !/(By|^UserName)$/.test(name) ? '' : property]))

const WRITTEN: Record<string, (value: Properties) => string> = {
  'application/json': value => JSON.stringify(value),
  'text/json': value => JSON.stringify(value),
  'application/xml': value => toXml('BlobEntity', value),
  'text/xml': value => toXml('BlobEntity', value),
  [FORM]: value => new URLSearchParams(toForm(value)).toString(),
  [PATCH]: value => JSON.stringify(asOperations(value)),
  [MERGE]: value => JSON.stringify(value),
}
const ANSWERED = ['application/json', 'text/json', 'application/xml', 'text/xml', PATCH, MERGE]

t.test('an entity that is sent in any media type is returned with the same values in each media type, except null strings in forms and merge patches', async t => {
  const app = await buildTestApp(t, { writePolicy: 'client' })
  const seed = Date.now() % 2 ** 31
  t.comment(`seed ${seed}`)
  await t.resolves(fc.assert(fc.asyncProperty(entity, async value => {
    for (const [type, write] of Object.entries(WRITTEN)) {
      await putOk(app, write(value), typed(type))
      const stored = [FORM, MERGE].includes(type) ? withoutNullTexts(value) : value
      for (const accept of ANSWERED) {
        const { body } = await app.inject({ url: imageInfoPath(), headers: { accept } })
        const isXml = accept.endsWith('/xml')
        const came = kept(isXml ? Object(readXml(body).value) : JSON.parse(body))
        const expected = isXml ? asTexts(stored) : stored
        if (JSON.stringify(came) !== JSON.stringify(expected)) throw new Error(`${type} to ${accept}: ${JSON.stringify(came)} came`)
      }
    }
  }), { seed, numRuns: 100 }))
})
