import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import { AssociateSchema, type Associate } from '../../src/carriers/associate.js'
import { BlobEntitySchema, type BlobEntity } from '../../src/carriers/blob-entity.js'
import type { BlobLink } from '../../src/carriers/blob-links.js'
import { createDefaults } from '../../src/carriers/defaults.js'
import { OWNER_ENTITIES } from '../../src/carriers/owner.js'
import { loadSeed } from '../../src/storage/seed-files.js'
import { createAssociates } from '../../src/storage/sqlite/tables/associates.js'
import { openDatabase } from '../../src/storage/sqlite/engine/database.js'
import { createGroupCommit } from '../../src/storage/sqlite/engine/group-commit.js'
import { createSqliteStore } from '../../src/storage/sqlite/store.js'
import { StorageError, StorageStartError } from '../../src/storage/storage-errors.js'
import type { SaveFacts, Store } from '../../src/storage/store.js'
import { type LinkPlace } from '../../src/storage/blob-place.js'
import { StartError } from '../../src/config/start-error.js'
import { buildTestApp, control, imageInfoPath, put, putOk, temporaryFolder, untilRemoved } from '../helper.js'
import { PICTURES, noisy } from '../pictures.js'
import { posixOnly } from '../system.js'

const NO_SEED = loadSeed('none')

const openStore = (path: string, durability: 'process' | 'power' = 'process') =>
  createSqliteStore({ path, durability, seed: NO_SEED })

function startError (start: () => unknown): string {
  try {
    start()
  } catch (error) {
    if (error instanceof StartError) return error.message
    throw error
  }
  return 'nothing was thrown'
}

const entity = (properties: Partial<BlobEntity> = {}): BlobEntity => ({ ...createDefaults(BlobEntitySchema), ...properties })

const place = (productId: number) => ({ link: 'ProductImage' as const, ownerId: productId })
const find = (store: Store, productId: number) => store.findBlob('default', place(productId))
const save = (store: Store, productId: number, kept: BlobEntity) =>
  store.saveBlob('default', { place: place(productId), caller: { name: undefined, properties: {} }, revise: () => kept })

t.test('a database file keeps its data across starts', async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const first = await buildTestApp(t, { database, durability: 'power' })
  const saved = await putOk(first, { Description: 'kept' }, { url: imageInfoPath(5, 'Cust1'), headers: { authorization: 'Basic YW5uYTo=' } })
  await putOk(first, {}, { url: imageInfoPath(7, 'Cust1') })
  await first.inject({ method: 'DELETE', url: imageInfoPath(7, 'Cust1').replace('Info', '') })
  const removed = (await first.inject(imageInfoPath(7, 'Cust1'))).headers['last-modified']
  t.match(removed, /GMT$/)
  await first.close()
  t.notOk(existsSync(`${database}-wal`), 'a clean stop leaves one file')

  const second = await buildTestApp(t, { database })
  t.same((await second.inject(imageInfoPath(5, 'Cust1'))).json(), saved)
  t.equal((await second.inject(imageInfoPath(7, 'Cust1'))).headers['last-modified'], removed, 'also when a picture was removed')
  t.same((await putOk(second, {}, { url: imageInfoPath(6, 'Cust1'), headers: { authorization: 'Basic YW5uYTo=' } })).UpdatedBy, saved.UpdatedBy)
})

t.test('a database file of the first version is migrated with its data', async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const db = new Database(database)
  db.exec(readFileSync(new URL('../../db/migrations/001-product-image-info.sql', import.meta.url), 'utf8'))
  db.pragma('user_version = 1')
  db.pragma('application_id = 0x534f6d6b')
  const author = JSON.stringify({ ...createDefaults(AssociateSchema), AssociateId: 7, Name: 'old' })
  db.exec(`INSERT INTO tenant VALUES (1, 'default'), (2, 'Cust1');
    INSERT INTO associate VALUES (1, 1, '${author}');
    INSERT INTO caller VALUES (1, 7, 'old', 1);
    INSERT INTO product VALUES (1, 9, 'nine')`)
  const insert = db.prepare(`INSERT INTO product_image_info VALUES (?, ?, ?, 1, ?, NULL, 1, 0, 'image/png', 2,
    '2024-01-01T00:00:00', '2024-01-02T00:00:00', 1, 1, NULL)`)
  for (const row of [[2, 5, 50, 'other'], [1, 9, 90, 'nine'], [1, 3, 30, 'three']]) insert.run(row)
  db.close()

  const app = await buildTestApp(t, { database })
  const kept: [productId: number, tenant: string, BlobId: number, Description: string][] = [
    [3, '', 30, 'three'], [9, '', 90, 'nine'], [5, 'Cust1', 50, 'other'], [5, '', 0, ''],
  ]
  for (const [productId, tenant, BlobId, Description] of kept) {
    t.match((await app.inject(imageInfoPath(productId, tenant))).json(), { BlobId, Description })
  }
  t.match((await app.inject(imageInfoPath(9))).json(), { UpdatedDate: '2024-01-02T00:00:00', CreatedBy: { Name: 'old' }, IsEncrypted: true, OriginalSize: 2 })
  t.equal((await app.inject(imageInfoPath(9))).headers['last-modified'], 'Tue, 02 Jan 2024 00:00:00 GMT')
  t.match(await putOk(app, {}, { url: imageInfoPath(9) }), { BlobId: 90, UpdatedBy: { AssociateId: 7 } })
  await app.inject({ method: 'DELETE', url: '/api/v1/Product/3' })
  t.match((await app.inject(imageInfoPath(3))).headers, { 'last-modified': /GMT$/ })
})

t.test('a database file of each version in which products owned the pictures keeps pictures, removal dates and snapshots', async t => {
  const folder = new URL('../../db/migrations/', import.meta.url)
  const scripts = readdirSync(folder).filter(name => name.endsWith('.sql') && name < '007').sort()
  const author = JSON.stringify({ ...createDefaults(AssociateSchema), AssociateId: 7, Name: 'old' })
  for (let version = 2; version <= scripts.length; version++) {
    t.test(`a database file of version ${version} is migrated`, async t => {
      const database = join(temporaryFolder(t), 'mock.db')
      const db = new Database(database)
      for (const script of scripts.slice(0, version)) db.exec(readFileSync(new URL(script, folder), 'utf8'))
      db.pragma(`user_version = ${version}`)
      db.pragma('application_id = 0x534f6d6b')
      const insertBlob = db.prepare(`INSERT INTO blob (blob_key, tenant_id, blob_id, blob_size, description, is_encrypted, is_zipped, original_size,
        created_date, updated_date, created_by, content_key) VALUES (?, ?, ?, 3, ?, 0, 0, 3, '2024-01-01T00:00:00', '2024-01-02T00:00:00', ?, 1)`)
      db.exec("INSERT INTO tenant VALUES (1, 'default'), (2, '~snapshot 2')")
      db.prepare("INSERT INTO content VALUES (1, ?, 'image/png', 3)").run(createHash('sha256').update('abc').digest())
      db.exec("INSERT INTO content_part VALUES (1, 0, CAST('abc' AS BLOB))")
      for (const set of [1, 2]) {
        db.prepare('INSERT INTO associate VALUES (?, ?, ?)').run(set, set, author)
        db.exec(`INSERT INTO caller VALUES (${set}, 7, 'old', ${set}); INSERT INTO product (tenant_id, product_id, name) VALUES (${set}, 9, 'nine')`)
        insertBlob.run(set * 10, set, 90, `picture of set ${set}`, set)
        insertBlob.run(set * 10 + 1, set, 91, 'thumbnail', null)
        db.exec(`INSERT INTO product_blob VALUES (${set}, 9, 7, ${set * 10}), (${set}, 3, 7, ${set * 10}), (${set}, 9, 8, ${set * 10 + 1})`)
        if (version >= 4) db.exec(`INSERT INTO removed_picture VALUES (${set}, 5, '2024-01-0${set}T00:00:00')`)
      }
      if (version >= 5) db.exec("INSERT INTO snapshot VALUES ('default', 'before', '2024-01-05T00:00:00.000Z', 2, 1, 2, 1)")
      db.close()

      const app = await buildTestApp(t, { database })
      const expectSet = async (set: number) => {
        const { Products, Blobs } = (await app.inject('/_mock/state')).json()
        t.match(Products, [{ ProductId: 9, Name: 'nine' }])
        t.match(Blobs, [
          { BlobId: 90, Description: `picture of set ${set}`, CreatedBy: { Name: 'old' }, ImageOf: [3, 9], ThumbnailOf: [], Bytes: 'YWJj' },
          { BlobId: 91, Description: 'thumbnail', ImageOf: [], ThumbnailOf: [9] },
        ])
        t.equal((await app.inject('/api/v1/Product/3/Image')).body, 'abc')
        if (version >= 4) t.equal((await app.inject(imageInfoPath(5))).headers['last-modified'], set === 1 ? 'Mon, 01 Jan 2024 00:00:00 GMT' : 'Tue, 02 Jan 2024 00:00:00 GMT')
      }
      await expectSet(1)
      if (version < 5) return
      t.match((await app.inject('/_mock/snapshots')).json(), { Snapshots: [{ Name: 'before', Products: 1, Blobs: 2, Callers: 1 }] })
      t.equal((await app.inject({ method: 'POST', url: '/_mock/snapshots/before/restore' })).statusCode, 204)
      await expectSet(2)
    })
  }
})

t.test('a database file of the first version that supported snapshots is migrated with its snapshots, and unfinished rows of an ended process are removed', async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const scripts = readdirSync(new URL('../../db/migrations/', import.meta.url)).sort().slice(0, 5)
  const db = new Database(database)
  for (const script of scripts) db.exec(readFileSync(new URL(`../../db/migrations/${script}`, import.meta.url), 'utf8'))
  db.pragma('user_version = 5')
  db.pragma('application_id = 0x534f6d6b')
  const author = JSON.stringify({ ...createDefaults(AssociateSchema), AssociateId: 7, Name: 'old' })
  const sets = [[1, 'default'], [2, '~snapshot 2'], [3, '~prepared x'], [4, '~removed 4']] as const
  const createPicture = (setId: number) => Buffer.concat([PICTURES.png, Buffer.from([setId])])
  for (const [setId, name] of sets) {
    db.prepare('INSERT INTO tenant VALUES (?, ?)').run(setId, name)
    db.prepare('INSERT INTO associate VALUES (?, ?, ?)').run(setId, setId, author)
    db.prepare("INSERT INTO caller VALUES (?, 7, 'old', ?)").run(setId, setId)
    db.prepare('INSERT INTO product (tenant_id, product_id, name) VALUES (?, 9, ?)').run(setId, `nine of ${name}`)
    const picture = createPicture(setId)
    db.prepare("INSERT INTO content VALUES (?, ?, 'image/png', ?)").run(setId, createHash('sha256').update(picture).digest(), picture.length)
    db.prepare('INSERT INTO content_part VALUES (?, 0, ?)').run(setId, picture)
    db.prepare('INSERT INTO blob VALUES (?, ?, 90, 1, ?, NULL, 0, 0, \'image/png\', 2, \'2024-01-01T00:00:00\', \'2024-01-02T00:00:00\', ?, ?, NULL, ?, NULL)')
      .run(setId, setId, `picture of ${name}`, setId, setId, setId)
    db.prepare('INSERT INTO product_blob VALUES (?, 9, 7, ?)').run(setId, setId)
    db.prepare("INSERT INTO removed_picture VALUES (?, 3, '2024-01-03T00:00:00')").run(setId)
  }
  db.exec(`INSERT INTO snapshot VALUES ('default', 'start', '2024-01-01T00:00:00.000Z', 2, 1, 1, 1);
    INSERT INTO content VALUES (5, x'${'05'.repeat(32)}', NULL, 0);
    INSERT INTO released_content VALUES (5)`)
  db.close()

  const app = await buildTestApp(t, { database, control: 'on' })
  t.match((await app.inject(imageInfoPath(9))).json(), { BlobId: 90, Description: 'picture of default', CreatedBy: { Name: 'old' } })
  t.same((await app.inject('/api/v1/Product/9/Image')).rawPayload, createPicture(1))
  t.match((await control(app, 'GET', 'snapshots')).body.Snapshots, [{ Name: 'start', Products: 1, Blobs: 1, Callers: 1 }])
  t.equal((await control(app, 'POST', 'snapshots/start/restore')).status, 204)
  t.match((await app.inject(imageInfoPath(9))).json(), { BlobId: 90, Description: 'picture of ~snapshot 2', UpdatedBy: { Name: 'old' } })
  t.equal((await app.inject(imageInfoPath(3))).headers['last-modified'], 'Wed, 03 Jan 2024 00:00:00 GMT')
  await untilRemoved(database)
  const reader = new Database(database, { readonly: true })
  t.same(reader.prepare('SELECT content_key FROM content WHERE content_key <= 5').pluck().all(), [2], 'only that of the snapshot')
  reader.close()
})

t.test('a request for a picture whose stored bytes are damaged fails with 500, and saving the same bytes again repairs the picture', async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const app = await buildTestApp(t, { database, seed: 'none' })
  const db = new Database(database)
  t.teardown(() => db.close())
  const large = await noisy({ width: 500, height: 500 }).png().toBuffer()
  t.ok(large.length > 2 * 256 * 1024, 'it has three parts')
  const imagePath = (productId: number) => `/api/v1/Product/${productId}/Image`
  const save = (productId: number, payload: Buffer) =>
    app.inject({ method: 'PUT', url: imagePath(productId), headers: { 'content-type': 'image/png' }, payload })
  const agent = (name: string, payload: object) => app.inject({ method: 'POST', url: `/api/v1/Agents/BLOB/${name}`, payload })
  await save(1, PICTURES.png)
  const { BlobId } = (await app.inject(imageInfoPath(1))).json()

  const refuse = async (damage: string, key: number) => {
    const body = {
      Message: 'An error has occurred.',
      MessageDetail: `The stored bytes are damaged: content ${key} of the database does not have the SHA-256 that it was saved with. ` +
        'Save the picture again, or restore the database from a backup.',
    }
    const answers = [
      app.inject(imagePath(2)), app.inject(`${imagePath(2)}?w=7`), app.inject({ url: imagePath(2), headers: { accept: 'image/png' } }),
      agent('GetProductImage', { ProductId: 2 }), agent('GetProductThumbnail', { ProductId: 2 }), app.inject('/_mock/state'),
    ]
    for (const { statusCode, headers, ...answer } of await Promise.all(answers)) {
      t.equal(statusCode, 500, damage)
      t.match(headers['content-type'], /^application\/json/)
      t.same(answer.json(), body, damage)
    }
    t.equal((await app.inject({ method: 'HEAD', url: imagePath(2) })).statusCode, 500)
    t.match((await app.inject('/_mock/journal?Limit=1')).json().Entries, [{ Status: 500, Reason: body.MessageDetail }])
  }

  for (const [size, bytes] of [['small', PICTURES.gif], ['large', large]] as const) {
    const damages = [
      'UPDATE content_part SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || char(7) AS BLOB) WHERE content_key = :key AND part = 0',
      'UPDATE content_part SET bytes = substr(bytes, 2) WHERE content_key = :key AND part = 0',
      'DELETE FROM content_part WHERE content_key = :key AND part = (SELECT max(part) FROM content_part WHERE content_key = :key)',
      'UPDATE content SET size = size - 1 WHERE content_key = :key',
      "UPDATE content SET sha256 = x'0000000000000000000000000000000000000000000000000000000000000000' WHERE content_key = :key",
    ]
    for (const damage of damages) {
      await save(2, bytes)
      const key = Number(db.prepare('SELECT max(content_key) FROM content').pluck().get())
      db.prepare(damage).run({ key })
      await refuse(`${size}: ${damage}`, key)
      t.equal((await save(2, bytes)).statusCode, 200)
      t.same((await app.inject(imagePath(2))).rawPayload, bytes, `${size}: ${damage}`)
      t.equal((await app.inject('/_mock/state')).statusCode, 200)
      t.equal((await app.inject({ method: 'DELETE', url: imagePath(2) })).statusCode, 204)
      t.equal(db.prepare('SELECT count(*) FROM content').pluck().get(), 1, 'nothing holds it')
    }
  }
  t.same((await app.inject(imagePath(1))).rawPayload, PICTURES.png, 'other pictures are intact')
  t.same((await agent('GetBlobStream', { BlobEntityId: BlobId })).json(), PICTURES.png.toString('base64'))
})

t.test('the bytes of pictures are removed with the last blob that has them', async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const app = await buildTestApp(t, { database, seed: 'none' })
  const reader = new Database(database, { readonly: true })
  t.teardown(() => reader.close())
  const counts = reader.prepare('SELECT (SELECT count(*) FROM content), (SELECT count(*) FROM content_part), (SELECT count(*) FROM released_content)').raw()
  const putImage = (productId: number, payload: Buffer, tenant = '') =>
    app.inject({ method: 'PUT', url: imageInfoPath(productId, tenant).replace('Info', ''), headers: { 'content-type': 'image/png' }, payload })
  const agent = (name: string, payload: object) => app.inject({ method: 'POST', url: `/api/v1/Agents/BLOB/${name}`, payload })
  const blobId = async (productId: number) => (await app.inject(imageInfoPath(productId))).json().BlobId
  const [png, gif, jpeg] = [PICTURES.png, PICTURES.gif, PICTURES.jpeg].map(bytes => bytes.toString('base64'))
  const steps: [what: string, step: () => Promise<unknown>, contents: number][] = [
    ['two products have a picture each', async () => [await putImage(1, PICTURES.png), await putImage(2, PICTURES.gif)], 2],
    ['a picture is replaced', () => putImage(1, PICTURES.jpeg), 2],
    ['a picture comes that is kept already', () => putImage(1, PICTURES.gif), 1],
    ['the same bytes come again', () => putImage(1, PICTURES.gif), 1],
    ['a thumbnail comes', () => agent('SetProductThumbnail', { ProductId: 1, Image: png }), 2],
    ['a thumbnail goes with its picture', () => putImage(1, PICTURES.jpeg), 2],
    ['the bytes of a blob are replaced', async () => agent('SetBlobStream', { BlobEntityId: await blobId(1), Stream: png }), 2],
    ['a blob is removed', async () => agent(`DeleteBlobEntity?blobEntityId=${await blobId(1)}`, {}), 1],
    ['a picture is unlinked, and its blob stays', () => agent('ChangeProductImage', { ProductId: 2, BlobId: 0 }), 1],
    ['blobs come that nothing links', async () => [await agent('SaveImageStream', { Type: 'ProductImage', Image: png }), await agent('SaveImageStream', { Type: 'ProductImage', Image: jpeg })], 3],
    ['a tenant has the same', () => putImage(1, PICTURES.gif, 'Cust1'), 3],
    ['all data are loaded anew', () => control(app, 'PUT', 'state', { Products: [], Blobs: [{ Bytes: gif }, { Bytes: png }] }), 2],
    ['a snapshot has them as well', () => control(app, 'PUT', 'snapshots/a'), 2],
    ['a reset leaves them to the snapshot', () => control(app, 'POST', 'reset'), 2],
    ['the snapshot goes', () => control(app, 'DELETE', 'snapshots/a'), 1],
    ['the tenant goes', () => control(app, 'DELETE', 'tenants/Cust1'), 0],
  ]
  for (const [what, step, contents] of steps) {
    await step()
    await untilRemoved(database)
    t.same(counts.get(), [contents, contents, 0], what)
  }
})

t.test('an unusable database file is refused with one line and left unchanged', async t => {
  const folder = temporaryFolder(t)
  const file = (name: string) => join(folder, name)
  const refusal = (path: string) => startError(() => openStore(path))

  t.test('a file that is not a database is refused', async t => {
    writeFileSync(file('text'), 'no database'.repeat(500))
    t.equal(refusal(file('text')), `The database ${file('text')} is not an SQLite database, or is damaged; remove it or name another file.`)
    t.equal(readFileSync(file('text'), 'utf8'), 'no database'.repeat(500))
  })

  t.test('a damaged database file is refused', async t => {
    const store = openStore(file('damaged'))
    for (let productId = 1; productId <= 200; productId++) await save(store, productId, entity({ Description: 'd'.repeat(200) }))
    await store.close()
    const bytes = readFileSync(file('damaged'))
    truncateSync(file('damaged'), statSync(file('damaged')).size - 8192)
    t.match(refusal(file('damaged')), /is damaged; restore it from a backup/)
    bytes.fill(0xa5, 5 * 4096, 8 * 4096)
    writeFileSync(file('scribbled'), bytes)
    t.match(refusal(file('scribbled')), /is damaged/)
  })

  t.test('a database file of a newer version is refused', async t => {
    await openStore(file('newer')).close()
    const db = new Database(file('newer'))
    db.pragma('user_version = 99')
    db.close()
    t.match(refusal(file('newer')), /was written by a newer version of superoffice-mock: its schema is number 99, and this version supports \d+;/)
  })

  t.test('a database file of another program is refused', async t => {
    const db = new Database(file('foreign'))
    db.exec('CREATE TABLE theirs (a)')
    db.close()
    const before = readFileSync(file('foreign'))
    t.match(refusal(file('foreign')), /belongs to another program/)
    t.same(readFileSync(file('foreign')), before)
  })

  t.test('a locked database file is refused', async t => {
    await openStore(file('locked')).close()
    const db = new Database(file('locked'))
    db.exec('BEGIN EXCLUSIVE')
    t.match(refusal(file('locked')), /is locked by another program/)
    db.close()
  })

  t.test('a database file in a missing folder is refused, and so is a folder', async t => {
    t.equal(refusal(file('nowhere/mock.db')), `The database ${file('nowhere/mock.db')} cannot be opened, because the folder ${file('nowhere')} does not exist; create it or name another file.`)
    for (const scheme of ['mysql', 'postgresql', 'file', 'SQLite']) {
      t.equal(refusal(`${scheme}://user:secret@localhost/mock`), `SUPEROFFICE_MOCK_DATABASE must be the path of an SQLite file, :memory: or an address that begins with postgres://; got an address that begins with ${scheme}://.`)
    }
    t.match(refusal(' postgres://anna:secret@host/mock'), /got an address that begins with a blank\.$/)
    for (const address of ['postgres:/anna:secret@host/mock', 'postgres//anna:secret@host/mock', 'anna:sec/ret@host:5432/mock']) {
      t.match(refusal(address), /^SUPEROFFICE_MOCK_DATABASE must be .* got another address, or a file in a folder that does not exist\.$/)
    }
    mkdirSync(file('folder'))
    t.equal(refusal(file('folder')), `The database ${file('folder')} is a folder; name a file.`)
    t.notOk(existsSync(file('folder.lock')))
    mkdirSync(file('blocked.lock'))
    t.match(refusal(file('blocked')), /cannot be opened; its folder must exist/)
  })

  t.test('failures to load the database engine, such as a missing native addon, are reported', async t => {
    const native = 'because the native addon of better-sqlite3 is missing or was built for another version of Node; ' +
      'run "npm rebuild better-sqlite3", or install without --ignore-scripts'
    const failures = [
      ['Could not locate the bindings file. Tried: …', `cannot be opened, ${native}`],
      ['was compiled against a different Node.js version using NODE_MODULE_VERSION 115.', `cannot be opened, ${native}`],
      ['no more files', 'cannot be opened (Error: no more files)'],
    ] as const
    for (const [failure, reason] of failures) {
      class Database {
        static readonly SqliteError = RangeError
        constructor () {
          throw new Error(failure)
        }
      }
      const { openDatabase } = await t.mockImport<typeof import('../../src/storage/sqlite/engine/database.js')>(
        '../../src/storage/sqlite/engine/database.js', { 'better-sqlite3': { default: Database } })
      t.equal(startError(() => openDatabase({ path: file('native'), durability: 'process' })), `The database ${file('native')} ${reason}.`)
    }
  })

  t.test('a read-only database file is refused', { skip: posixOnly.permissions }, async t => {
    await openStore(file('readonly')).close()
    chmodSync(file('readonly'), 0o444)
    chmodSync(folder, 0o755)
    // If this process runs as root, the missing permission is simulated, because root can write to all files.
    const denied = { ...fs, accessSync () { throw new Error('EACCES: permission denied') } }
    const { openDatabase } = await t.mockImport<typeof import('../../src/storage/sqlite/engine/database.js')>(
      '../../src/storage/sqlite/engine/database.js', process.geteuid?.() === 0 ? { 'node:fs': denied } : {})
    const message = startError(() => openDatabase({ path: file('readonly'), durability: 'process' }))
    t.match(message, /cannot be written; let this process write to it and to its folder, or name another file\.$/)
    t.same(readdirSync(folder).filter(name => name.startsWith('readonly')), ['readonly', 'readonly.lock'], 'only the lock file is left next to it')
    chmodSync(file('readonly'), 0o644)
    await openStore(file('readonly')).close()
  })
})

t.test('all writes of one turn of the event loop share a transaction', async t => {
  const db = new Database(':memory:')
  db.exec('CREATE TABLE number (n INTEGER UNIQUE, parent INTEGER REFERENCES number (n) DEFERRABLE INITIALLY DEFERRED)')
  db.pragma('foreign_keys = ON')
  const commits: number[] = []
  let rollbacks = 0
  const group = createGroupCommit(db, () => undefined, writes => { commits.push(writes) })
  group.onRollback(() => { rollbacks++ })
  const insert = db.prepare('INSERT INTO number VALUES (?, ?)')
  const add = (n: number, parent: number | null = null) => group.run(() => insert.run(n, parent).changes)
  const stored = () => db.prepare('SELECT n FROM number ORDER BY n').pluck().all()

  t.test('writes are acknowledged only after the commit', async t => {
    t.same(await Promise.all([add(1), add(2), add(3)]), [1, 1, 1])
    t.same(commits, [3])
    t.notOk(db.inTransaction)
  })

  t.test('a failing write does not make the other writes of its transaction fail', async t => {
    const own = new Error('refused')
    const results = await Promise.allSettled([add(4), add(4), group.run(() => { throw own }), add(5)])
    t.same(results.map(({ status }) => status), ['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    t.match(results[1], { reason: new StorageError('UNIQUE constraint failed: number.n') })
    t.equal((results[2] as PromiseRejectedResult).reason, own)
    t.same(stored(), [1, 2, 3, 4, 5])
  })

  t.test('all writes of a transaction fail if the commit fails', async t => {
    const results = await Promise.allSettled([add(6), add(7, 99)])
    for (const result of results) t.match(result, { status: 'rejected', reason: new StorageError('FOREIGN KEY constraint failed') })
    t.same(stored(), [1, 2, 3, 4, 5])
    t.equal(rollbacks, 2, 'one write before, and now all')
    t.equal(await add(6), 1)
  })

  t.test('all writes of a transaction fail if the database rolls it back', async t => {
    const full = new Error('disk full')
    const results = await Promise.allSettled([add(7), group.run(() => { db.exec('ROLLBACK'); throw full }), add(8)])
    for (const result of results) t.match(result, { status: 'rejected', reason: full })
    t.same(stored(), [1, 2, 3, 4, 5, 6])
  })

  t.test('writes fail after the database is closed', async t => {
    const late = add(9)
    db.close()
    await t.rejects(late, /not open/)
  })
})

t.test('a cached associate is removed from the cache if its transaction is rolled back', async t => {
  const { db, close } = openDatabase({ path: ':memory:', durability: 'process' })
  t.teardown(close)
  db.exec("INSERT INTO tenant (tenant_id, name) VALUES (1, 'default')")
  const commits = createGroupCommit(db, () => undefined)
  const associates = createAssociates(db, commits)
  const named = (Name: string) => ({ ...createDefaults(AssociateSchema), Name })
  let lost = 0
  let cached: Associate = named('')

  await t.rejects(commits.run(() => {
    lost = associates.ensureAssociateKey(1, named('lost'))
    cached = associates.get(lost)
    t.equal(associates.ensureAssociateKey(1, cached), lost)
    t.equal(associates.get(lost), cached)
    db.exec('ROLLBACK')
    throw new Error('disk full')
  }), { message: 'disk full' })
  t.equal(associates.ensureAssociateKey(1, named('found')), lost, 'the key is assigned again')
  t.equal(associates.get(lost).Name, 'found')
  t.not(associates.ensureAssociateKey(1, cached), lost)
  t.throws(() => associates.get(99), { message: 'Associate 99 is missing.' })
})

t.test('owners of each kind have separate pictures and removal dates', async t => {
  const store = createSqliteStore({ path: ':memory:', durability: 'process', seed: loadSeed({ Products: [{ ProductId: 1, Name: 'one' }], Persons: [{ Id: 1 }] }) })
  t.teardown(() => store.close())
  const caller = { name: undefined, properties: {} }
  const DATE = '2024-01-01T00:00:00'
  const at = (link: BlobLink): LinkPlace => ({ link, ownerId: 1 })
  const images = ['ProductImage', 'PersonImage', 'ProjectImage', 'ContactImage'] as const
  const content = { bytes: PICTURES.png, mediaType: 'image/png', sha256: createHash('sha256').update(PICTURES.png).digest() }
  for (const [index, link] of [...images, 'ProductThumbnail' as const].entries()) {
    const facts = await new Promise<SaveFacts>((resolve, reject) => {
      store.saveBlob('default', {
        place: at(link),
        caller,
        content,
        wantedBlobId: 1,
        needs: { isOwnerKept: true, linkedBy: true },
        revise (current, facts) {
          t.equal(current, undefined)
          resolve(facts)
          return entity({ BlobId: facts.newBlobId, UpdatedDate: DATE })
        },
      }).catch(reject)
    })
    t.match(facts, { isOwnerKept: ['ProductImage', 'PersonImage', 'ProductThumbnail'].includes(link), linkedBy: [], changedDate: undefined, newBlobId: index + 1 })
  }
  t.same(await store.listBlobOwners('default', 2), [{ entity: 'Person', id: 1 }])
  t.same(await Promise.all(OWNER_ENTITIES.map(entity => store.hasOwner('default', { entity, id: 1 }))), [true, true, false, false])

  await store.removeOwnerBlobs('default', { entity: 'Person', id: 1 }, changedDate => {
    t.equal(changedDate, DATE)
    return DATE
  })
  t.equal(await store.findBlob('default', at('PersonImage')), undefined)
  t.equal(await store.findBlob('default', { blobId: 2 }), undefined)
  t.same(await Promise.all(images.map(link => store.findRemoval('default', at(link)))), [undefined, DATE, undefined, undefined])
  t.ok(await store.findPicture('default', at('ProjectImage')))

  t.ok(await store.linkPicture('default', at('PersonImage'), { blobId: 3, now: '2023-12-31T00:00:00', check: linkedBy => t.same(linkedBy, [{ entity: 'Project', id: 1 }]) }))
  t.equal((await store.findBlob('default', at('PersonImage')))?.changedDate, DATE, 'not before the removal')
  await store.removeBlob('default', 3, { now: '2024-01-01T00:00:05', check: linkedBy => t.same(linkedBy, [{ entity: 'Person', id: 1 }, { entity: 'Project', id: 1 }]) })
  t.match(await Promise.all(images.map(link => store.findRemoval('default', at(link)))), [undefined, /:05$/, /:05$/, undefined])
  t.ok(await store.findPicture('default', at('ProductThumbnail')), 'no thumbnail of a product goes with a picture of another owner')
  await store.unlinkPicture('default', at('ContactImage'), DATE)
  t.ok((await store.findBlob('default', { blobId: 4 }))?.content, 'the blob stays')
})

t.test('a new author is stored with the save, but not if the revision throws', async t => {
  const store = openStore(':memory:')
  t.teardown(() => store.close())
  const anna = { name: 'anna', properties: { FullName: 'Anna' } }
  const callers = async () => {
    const { callers, release } = await store.dumpTenant('default')
    release()
    return callers.map(({ AssociateId, Name, FullName }) => [AssociateId, Name, FullName])
  }
  const refused = new Error('refused')
  await t.rejects(store.saveBlob('default', { place: place(1), caller: anna, revise () { throw refused } }), refused)
  t.same(await callers(), [])
  await t.rejects(store.saveBlob('default', { place: place(1), caller: anna, revise: () => entity({ CreatedDate: 'no date' }) }), /created_date/)
  t.same(await callers(), [])
  const saved = await store.saveBlob('default', { place: place(1), caller: anna, revise: (_, { author }) => entity({ UpdatedBy: author }) })
  t.same(await callers(), [[2, 'anna', 'Anna']])
  t.match(saved.UpdatedBy, { AssociateId: 2, Name: 'anna' })
  await store.saveBlob('default', { place: place(1), caller: { name: 'ANNA', properties: {} }, revise: current => current?.entity ?? entity() })
  t.same((await callers()).length, 1)
})

t.test('closing the store waits for writes, and makes resets that take many steps fail', async t => {
  const path = join(temporaryFolder(t), 'mock.db')
  const store = openStore(path)
  await store.prepareTenant('default')
  const resets = t.rejects(Promise.all([store.resetTenant('default'), store.resetTenant('default')]), new StorageError('the mock is being stopped'))
  const saving = save(store, 1, entity({ Description: 'late' }))
  const closing = store.close()
  const reading = find(store, 2)
  await closing
  t.equal((await saving).Description, 'late')
  t.equal(await reading, undefined)
  await resets
  await t.rejects(find(store, 1), /not open/)
  const again = openStore(path)
  t.equal((await find(again, 1))?.entity.Description, 'late')
  await again.close()
})

t.test('a save in the transaction that removes its tenant creates the tenant again', async t => {
  const store = openStore(':memory:')
  t.teardown(() => store.close())
  await save(store, 1, entity({ Description: 'before' }))
  const [, saved] = await Promise.all([store.removeTenant('default'), save(store, 2, entity({ Description: 'after' }))])
  t.equal(saved.Description, 'after')
  t.same([(await find(store, 1))?.entity, (await find(store, 2))?.entity.Description], [undefined, 'after'])
})

const inUse = (name: string) => `The database ${name} is in use by another mock; stop that mock, or name another file with --db or DATABASE.`

t.test('a second mock on the same database file is refused, and the first one continues', async t => {
  const folder = temporaryFolder(t)
  const path = join(folder, 'mock.db')
  const store = openStore(path)
  t.same(readdirSync(folder).filter(name => name.includes('.lock')), ['mock.db.lock'])
  t.equal(startError(() => openStore(path)), inUse(path))
  t.equal((await save(store, 1, entity({ Description: 'kept' }))).Description, 'kept', 'the first one goes on')
  await store.close()
})

t.test('a second mock on a database file is refused even if its setting names a link to the file', { skip: posixOnly.links }, async t => {
  const folder = temporaryFolder(t)
  const [path, link] = [join(folder, 'mock.db'), join(folder, 'link.db')]
  const store = openStore(path)
  symlinkSync(path, link)
  t.equal(startError(() => openStore(link)), inUse(link))
  t.equal((await save(store, 1, entity({ Description: 'kept' }))).Description, 'kept', 'the first one goes on')
  await store.close()
  const next = openStore(link)
  t.equal((await find(next, 1))?.entity.Description, 'kept')
  await next.close()
})

t.test('another program reads consistent states of the database file while the mock writes', async t => {
  const path = join(temporaryFolder(t), 'mock.db')
  const store = openStore(path)
  t.teardown(() => store.close())
  await save(store, 1, entity({ Description: 'before' }))
  const reader = new Database(path, { readonly: true })
  const descriptions = reader.prepare('SELECT description FROM blob ORDER BY blob_key').pluck()
  reader.exec('BEGIN')
  t.same(descriptions.all(), ['before'])
  for (let round = 0; round < 20; round++) {
    await Promise.all(Array.from({ length: 100 }, (_, index) => save(store, index + 1, entity({ Description: `${round} ${'x'.repeat(200)}` }))))
  }
  await store.resetTenant('default')
  t.same(descriptions.all(), ['before'])
  reader.exec('COMMIT')
  t.not(descriptions.all().length, 1)
  reader.close()
  t.equal((await save(store, 1, entity({ Description: 'after' }))).Description, 'after')
})

t.test('writes fail if the database file is removed or replaced, and succeed again when it is restored', {
  skip: posixOnly.openFiles,
}, async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const app = await buildTestApp(t, { database })
  const problem = `the file ${database} was removed or replaced while the mock uses it; restart the mock.`
  await putOk(app, { Description: 'kept' })

  const aside = `${database}.aside`
  for (const replace of [() => {}, () => { writeFileSync(database, 'another file') }]) {
    renameSync(database, aside)
    replace()
    t.same((await app.inject('/ready')).json(), { status: 'not ready', reason: `The database cannot save changes: ${problem}` })
    const refused = await put(app, { Description: 'lost' })
    t.equal(refused.statusCode, 500)
    t.equal(refused.json().MessageDetail, `The database could not save the change: ${problem}`)
    t.equal((await app.inject(imageInfoPath())).json().Description, 'kept', 'reads go on')
    renameSync(aside, database)
    await putOk(app, { Description: 'kept' })
    t.same((await app.inject('/ready')).json(), { status: 'ready' })
  }

  rmSync(database)
  let refused = await put(app, {})
  while (refused.statusCode === 200) refused = await put(app, {})
  t.equal(refused.statusCode, 500, 'a write notices it without a question for readiness')
})

t.test('readiness is checked by committing a write', async t => {
  const { db, close } = openDatabase({ path: ':memory:', durability: 'process' })
  t.teardown(close)
  const commits = createGroupCommit(db, () => undefined)
  const version = db.pragma('user_version', { simple: true })
  db.pragma('query_only = ON')
  t.throws(() => commits.check(), new StorageError('attempt to write a readonly database'))
  t.equal(db.inTransaction, false)
  db.pragma('query_only = OFF')
  commits.check()
  t.equal(db.pragma('user_version', { simple: true }), version)
})

t.test('writes fail immediately while another program has the write lock, and nothing is lost', async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const app = await buildTestApp(t, { database })
  await app.ready()
  const reset = async (tenant = '') => app.inject({ method: 'POST', url: `${tenant}/_mock/reset` })
  const locked = `another program holds the write lock of ${database}; end its transaction and send the request again.`
  await putOk(app, { Description: 'kept' })
  const other = new Database(database)
  t.teardown(() => other.close())

  other.exec('BEGIN IMMEDIATE')
  for (const refused of [await put(app, {}), await reset(), await reset('/New'), await put(app, {}, { url: imageInfoPath(1, 'New') })]) {
    t.equal(refused.statusCode, 500)
    t.equal(refused.json().MessageDetail, `The database could not save the change: ${locked}`)
  }
  t.same((await app.inject('/ready')).json(), { status: 'not ready', reason: `The database cannot save changes: ${locked}` })
  t.equal((await app.inject(imageInfoPath())).json().Description, 'kept', 'reads go on')

  other.exec('ROLLBACK')
  t.same((await app.inject('/ready')).json(), { status: 'ready' })
  t.equal((await app.inject(imageInfoPath())).json().Description, 'kept')
  await putOk(app, { Description: 'saved' })
  t.equal((await reset()).statusCode, 204)
  t.equal((await app.inject(imageInfoPath())).json().Description, '')
})

t.test('the mock does not start if the database cannot be seeded', async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  await openStore(database).close()
  const db = new Database(database)
  db.exec("CREATE TRIGGER closed BEFORE INSERT ON tenant BEGIN SELECT raise(ABORT, 'no more tenants'); END")
  db.close()
  await t.rejects(buildTestApp(t, { database }), new StorageStartError(`The database ${database} cannot be seeded (no more tenants).`))
  t.notOk(existsSync(`${database}-wal`), 'it is closed')
})

t.test('the write-ahead log is moved to the database file while the store is open, and does not exceed its limit', async t => {
  const path = join(temporaryFolder(t), 'mock.db')
  const store = openStore(path)
  const before = statSync(path).size
  for (let round = 0; round < 30; round++) {
    await Promise.all(Array.from({ length: 1000 }, (_, index) => save(store, index + 1, entity({ Description: `${round} ${'x'.repeat(200)}` }))))
  }
  t.ok(statSync(path).size > before)
  t.ok(statSync(`${path}-wal`).size < 16 * 1024 * 1024)
  await store.close()
  t.notOk(existsSync(`${path}-wal`))
})

t.test('a valid seed is completed with defaults, and an invalid one is refused with its errors', async t => {
  const folder = temporaryFolder(t)
  const seedFile = (content: unknown) => {
    const path = join(folder, 'seed.json')
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
    return path
  }

  t.test('a seed can omit properties with defaults', async t => {
    const seed = seedFile({
      Administrator: { Name: 'ROOT' },
      Products: [
        { ProductId: 4, Name: 'four', ImageInfo: {} },
        { ProductId: 1, Name: 'one', ImageInfo: { BlobId: 1, CreatedDate: '2024-01-01T01:00:00+01:00' } },
        { ProductId: 2, Name: 'two', ImageInfo: {} },
        { ProductId: 3, Name: 'three' },
      ],
    })
    const app = await buildTestApp(t, { seed })
    t.match((await app.inject(imageInfoPath(1))).json(), {
      BlobId: 1, CreatedDate: '2024-01-01T00:00:00', UpdatedDate: '0001-01-01T00:00:00', CreatedBy: { AssociateId: 1, Name: 'ROOT' }, Description: '',
    })
    const second = await app.inject(imageInfoPath(2))
    t.equal(second.json().BlobId, 3)
    t.equal((await app.inject(imageInfoPath(4))).json().BlobId, 2, 'after the blobs that are named')
    t.notOk('last-modified' in second.headers)
    t.equal((await app.inject(imageInfoPath(3))).json().BlobId, 0)
    t.equal((await putOk(app, {})).UpdatedBy.Name, 'ROOT')
  })

  t.test('the shipped seed matches the schema of seeds', async t => {
    const written = (seed: string) => JSON.stringify(loadSeed(seed))
    t.equal(written('shipped'), written(fileURLToPath(new URL('../../db/seed.json', import.meta.url))))
  })

  t.test('a seed that begins with a byte order mark is read as if it had none', t => {
    t.same(loadSeed(seedFile('\ufeff{"Products":[]}')), loadSeed(seedFile('{"Products":[]}')))
    t.end()
  })

  t.test('an invalid seed is refused with a message that names the invalid part', async t => {
    const wrong: [content: unknown, message: RegExp][] = [
      ['{', /is not valid JSON at line 1, column 2 \(.*\)\. --seed or SUPEROFFICE_MOCK_SEED, or in a program seed, must be shipped, none, a JSON file or a folder of JSON files\.$/],
      ['{\n  "Products": [],\n}', /is not valid JSON at line 3, column 1 \(.*\)\. /],
      [[], /is invalid at \/, which must be an object; got an array\.$/],
      [{}, /is invalid at \/Products, which must be an array; got nothing\.$/],
      [{ Products: [{ ProductId: 0, Name: 'x' }] }, /is invalid at \/Products\/0\/ProductId, which must be an integer from 1 to 2147483647; got 0\.$/],
      [{ Products: [{ ProductId: 1, Name: 1 }] }, /is invalid at \/Products\/0\/Name, which must be a string of at most 254 characters, or null; got 1\.$/],
      [{ Products: [{ ProductId: 1, Name: 'x', ImageInfo: { CreatedDate: 'x' } }] }, /ImageInfo\/CreatedDate, which must be a date and time/],
      [{ Products: [{ ProductId: 5, Name: 'x' }, { ProductId: 5, Name: 'y' }] }, /has the product 5 twice, at \/Products\/0\/ProductId and \/Products\/1\/ProductId; remove one of them\.$/],
      [{ Products: [{ ProductId: 5, Name: 'x', ImageInfo: { BlobId: 7 } }, { ProductId: 6, Name: 'y', ImageInfo: { BlobId: 7 } }] }, /has the blob 7 twice/],
      [{ Products: [{ ProductId: 5, Name: 'x', ImageInfo: { BlobId: 7 } }], Blobs: [{ BlobId: 7, Bytes: 'iVBORw0KGgo=' }] },
        /has the blob 7 twice, at \/Products\/0\/ImageInfo\/BlobId and \/Blobs\/0\/BlobId; remove one of them; an item of Blobs is linked to products by its ImageOf, not by its BlobId\.$/],
      [{ Products: [], Blobs: [{ Bytes: 'data:image/png;base64,iVBORw0KGgo=' }] },
        /is invalid at \/Blobs\/0\/Bytes, which must be bytes in Base64, such as iVBORw0KGgo=; got "data:image\/png;base64,iVBORw0KGgo="\.$/],
      [{ Administrator: { Name: null }, Products: [] }, /is invalid at \/Administrator\/Name, which must be a non-empty string/],
      [{ Administrator: { AssociateId: 2147483647 }, Products: [] }, /AssociateId, which must be an integer from 1 to 1000000000; got 2147483647\.$/],
      [{ Products: [], Associates: [] }, /is invalid at \/Associates/],
      [{ Products: [], Persons: [{ Id: 5 }, { Id: 5 }] }, /has the person 5 twice, at \/Persons\/0\/Id and \/Persons\/1\/Id; remove one of them\.$/],
      [{ Products: [], Persons: [{ Id: 5, ImageInfo: {} }], Blobs: [{ Links: [{ Link: 'PersonImage', OwnerId: 5 }] }] },
        /has the picture of person 5 twice, at \/Persons\/0\/ImageInfo and \/Blobs\/0\/Links\/0; remove one of them\.$/],
      [{ Products: [], Blobs: [{ Links: [{ Link: 'BatchTask', OwnerId: 5 }] }] },
        /is invalid at \/Blobs\/0\/Links\/0\/Link, which must be one of PersonImage, ProjectImage, ProductImage, ProductThumbnail, ContactImage; got "BatchTask"\.$/],
      [{ Products: [], Blobs: [{ Links: [{ Link: 'PersonImage', OwnerId: -5 }] }] }, /is invalid at \/Blobs\/0\/Links\/0\/OwnerId, which must be an integer from 1 to 2147483647; got -5\.$/],
      [{ Products: [], Contacts: [{ Id: 5, ImageInfo: { File: 'lamp.png', Bytes: '' } }] }, /is invalid at \/Contacts\/0\/ImageInfo\/File, which must not be combined with Bytes\.$/],
    ]
    for (const [content, message] of wrong) t.match(startError(() => loadSeed(seedFile(content))), message)
    t.match(startError(() => loadSeed(join(folder, 'nowhere.json'))), /cannot be read \(it does not exist\)\. --seed or SUPEROFFICE_MOCK_SEED, or in a program seed, must be shipped, none, a JSON file/)
  })

  function seedFolder (t: Test, files: Readonly<Record<string, object>>): string {
    const path = temporaryFolder(t)
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(path, name)), { recursive: true })
      writeFileSync(join(path, name), Buffer.isBuffer(content) ? content : JSON.stringify(content))
    }
    return path
  }

  t.test('a seed can be a folder of JSON files with pictures next to them', async t => {
    const seed = seedFolder(t, {
      'b.json': { Administrator: { Name: 'ROOT' }, Products: [{ ProductId: 2, Name: 'two', ImageInfo: { File: '..png', MimeType: 'image/x-own', BlobSize: 1 } }] },
      'A.JSON': {
        Products: [{ ProductId: 1, Name: 'one', ImageInfo: { BlobId: 9, File: './pictures/one.jpg' } }, { ProductId: 3, Name: 'three', ImageInfo: {} }],
        Callers: [{ AssociateId: 5, Name: 'anna' }],
        Blobs: [{ ThumbnailOf: [1], BlobId: 10, File: 'thumbnail.bin' }, { BlobId: 12, ImageOf: [4], File: 'pictures/four.jpg', MediaType: null }],
      },
      'pictures/one.jpg': PICTURES.jpeg,
      'pictures/four.jpg': PICTURES.progressive,
      '..png': PICTURES.png,
      'thumbnail.bin': PICTURES.gif,
      'notes.txt': {},
    })
    const app = await buildTestApp(t, { seed, unknownProducts: 'reject' })
    for (const tenant of ['', '/Cust1']) {
      t.same((await app.inject(`${tenant}/api/v1/Product/1/Image`)).rawPayload, PICTURES.jpeg)
      t.same((await app.inject(`${tenant}/api/v1/Product/2/Image`)).rawPayload, PICTURES.png)
    }
    const { length } = PICTURES.jpeg
    t.match((await app.inject(imageInfoPath(1))).json(), { BlobId: 9, BlobSize: length, OriginalSize: length, MimeType: 'image/jpeg', CreatedBy: { Name: 'ROOT' } })
    t.match((await app.inject(imageInfoPath(2))).json(), { BlobId: 14, BlobSize: 1, OriginalSize: PICTURES.png.length, MimeType: 'image/x-own' })
    t.match((await app.inject(imageInfoPath(3))).json(), { BlobId: 13, BlobSize: 0 })
    const { Administrator, Callers, Blobs } = (await app.inject('/_mock/state')).json()
    t.match({ Administrator, Callers }, { Administrator: { Name: 'ROOT' }, Callers: [{ Name: 'anna' }] })
    t.match(Blobs.map(({ ThumbnailOf, MediaType }: Record<string, unknown>) => [ThumbnailOf, MediaType]).slice(0, 3),
      [[[], 'image/jpeg'], [[1], 'image/gif'], [[], null]])
  })

  t.test('a seed can have persons, projects and contacts in several files, with pictures next to them', async t => {
    const seed = seedFolder(t, {
      'a.json': { Products: [], Persons: [{ Id: 2, Name: 'two', ImageInfo: { File: 'anna.png' } }], Contacts: [{ Id: 1, ImageInfo: {} }] },
      'b.json': { Products: [], Persons: [{ Id: 1 }], Projects: [{ Id: 2 }], Blobs: [{ BlobId: 9, Links: [{ Link: 'ProjectImage', OwnerId: 2 }], File: 'anna.png' }] },
      'anna.png': PICTURES.png,
    })
    const app = await buildTestApp(t, { seed })
    const { Persons, Projects, Contacts, Blobs } = (await app.inject('/_mock/state')).json()
    t.same({ Persons, Projects, Contacts }, { Persons: [{ Id: 1 }, { Id: 2, Name: 'two' }], Projects: [{ Id: 2 }], Contacts: [{ Id: 1 }] })
    t.match(Blobs, [
      { BlobId: 9, Links: [{ Link: 'ProjectImage', OwnerId: 2 }], Bytes: PICTURES.png.toString('base64') },
      { BlobId: 10, Links: [{ Link: 'PersonImage', OwnerId: 2 }], MimeType: 'image/png', Bytes: PICTURES.png.toString('base64') },
      { BlobId: 11, Links: [{ Link: 'ContactImage', OwnerId: 1 }], MimeType: '' },
    ])
    writeFileSync(join(seed, 'c.json'), JSON.stringify({ Products: [], Persons: [{ Id: 2 }] }))
    t.equal(startError(() => loadSeed(seed)),
      `The seed ${join(seed, 'c.json')} has the person 2 at /Persons/0/Id, and ${join(seed, 'a.json')} has it at /Persons/0/Id; remove one of them.`)
  })

  t.test('a seed folder with an invalid picture or a duplicate is refused with a message that names the position of the error', async t => {
    const parseError = (text: string) => {
      try {
        return JSON.parse(text)
      } catch (cause) {
        return String(cause)
      }
    }
    const productWith = (File: string) => ({ Products: [{ ProductId: 1, Name: 'one', ImageInfo: { File } }] })
    const wrong: [files: Record<string, object>, message: string][] = [
      [{ 'a.json': productWith('../lamp.png') }, '<folder>/a.json is invalid at /Products/0/ImageInfo/File, which must name a file in the folder of the seed or below it; got "../lamp.png".'],
      [{ 'a.json': productWith('x/../..') }, '<folder>/a.json is invalid at /Products/0/ImageInfo/File, which must name a file in the folder of the seed or below it; got "x/../..".'],
      [{ 'a.json': productWith('/lamp.png') }, '<folder>/a.json is invalid at /Products/0/ImageInfo/File, which must name a file in the folder of the seed or below it; got "/lamp.png".'],
      [{ 'a.json': productWith('lamp.png') }, '<folder>/a.json is invalid at /Products/0/ImageInfo/File, which must name a file that can be read; got "lamp.png" ' +
        "(Error: ENOENT: no such file or directory, stat '<folder>/lamp.png')."],
      [{ 'a.json': productWith('.') }, '<folder>/a.json is invalid at /Products/0/ImageInfo/File, which must name a regular file; "." is not one.'],
      [{ 'a.json': { Products: [{ ProductId: 1, Name: 'one', ImageInfo: { File: 'no.png' } }, { ProductId: 2, Name: 'two', ImageInfo: { File: '.' } }], Blobs: [{ File: '../x' }] } },
        '<folder>/a.json is invalid at /Products/0/ImageInfo/File, which must name a file that can be read; got "no.png" ' +
        "(Error: ENOENT: no such file or directory, stat '<folder>/no.png'). /Products/1/ImageInfo/File must name a regular file; \".\" is not one. " +
        '/Blobs/0/File must name a file in the folder of the seed or below it; got "../x".'],
      [{ 'a.json': { Products: [{ ProductId: 0, Name: 5 }], Blobs: [{ BlobId: 'x' }] } },
        '<folder>/a.json is invalid at /Products/0/ProductId, which must be an integer from 1 to 2147483647; got 0. ' +
        '/Products/0/Name must be a string of at most 254 characters, or null; got 5. /Blobs/0/BlobId must be an integer from -2147483648 to 2147483647; got "x".'],
      [{ 'a.json': { Products: [], Blobs: [{ Bytes: '?' }, { Bytes: 'a' }] } },
        '<folder>/a.json is invalid at /Blobs/0/Bytes, which must be bytes in Base64, such as iVBORw0KGgo=; got "?". /Blobs/1/Bytes must be bytes in Base64, such as iVBORw0KGgo=; got "a".'],
      [{ 'a.json': productWith('lamp.png'), 'lamp.png': Buffer.alloc(1001) },
        '<folder>/a.json is invalid at /Products/0/ImageInfo/File, which must name a file of at most 1000 bytes, which is the limit of SUPEROFFICE_MOCK_IMAGE_LIMIT; "lamp.png" has 1001.'],
      [{ 'a.json': { Products: [], Blobs: [{}, { File: 'lamp.txt' }] }, 'lamp.txt': Buffer.from('lamp') },
        '<folder>/a.json is invalid at /Blobs/1/File, which must name a picture of the type image/jpeg, image/png, image/gif, image/tiff; "lamp.txt" does not begin like one.'],
      [{ 'a.json': { Products: [], Blobs: [{ File: 'lamp.png', Bytes: '' }] } }, '<folder>/a.json is invalid at /Blobs/0/File, which must not be combined with Bytes.'],
      [{ 'a.json': { Products: [{ ProductId: 1, Name: 'one', ImageInfo: { File: 'lamp.png', Bytes: '' } }] } },
        '<folder>/a.json is invalid at /Products/0/ImageInfo/File, which must not be combined with Bytes.'],
      [{ 'a.json': { Products: [], Blobs: [{ File: '' }] } }, '<folder>/a.json is invalid at /Blobs/0/File, which must be a non-empty string; got "".'],
      [{ 'a.json': { Products: [{ ProductId: 1, Name: 'one' }] }, 'b.json': { Products: [{ ProductId: 2, Name: 'two' }, { ProductId: 1, Name: 'one' }] } },
        '<folder>/b.json has the product 1 at /Products/1/ProductId, and <folder>/a.json has it at /Products/0/ProductId; remove one of them.'],
      [{ 'a.json': { Products: [], Blobs: [{ BlobId: 7 }, { BlobId: 7 }] }, 'b.json': { Products: [{ ProductId: 1, Name: 'one', ImageInfo: { BlobId: 7 } }] } },
        [0, 1].map(index => `<folder>/a.json has the blob 7 at /Blobs/${index}/BlobId, and <folder>/b.json has it at /Products/0/ImageInfo/BlobId; ` +
          'remove one of them; an item of Blobs is linked to products by its ImageOf, not by its BlobId.').join(' The seed ')],
      [{ 'a.json': { Products: [], Administrator: {} }, 'b.json': { Products: [], Administrator: {} } },
        '<folder>/b.json has the administrator at /Administrator, and <folder>/a.json has it at /Administrator; remove one of them.'],
      [{ 'a.json': { Products: [], Callers: [{ AssociateId: 7, Name: 'anna' }] }, 'b.json': { Products: [], Administrator: { AssociateId: 7 } } },
        '<folder>/a.json has the associate 7 at /Callers/0/AssociateId, and <folder>/b.json has it at /Administrator; remove one of them.'],
      [{
        'a.json': productWith('no/../../x'),
        'b.json': { Products: [{ ProductId: 0, Name: 'x' }] },
        'c.json': { Products: [], Blobs: [{ File: '.' }, { Bytes: '?' }] },
        'd.json': Buffer.from('{'),
        'e.json': { Products: [] },
        'f.json/g.json': {},
      }, '<folder>/a.json is invalid at /Products/0/ImageInfo/File, which must name a file in the folder of the seed or below it; got "no/../../x". ' +
        'The seed <folder>/b.json is invalid at /Products/0/ProductId, which must be an integer from 1 to 2147483647; got 0. ' +
        'The seed <folder>/c.json is invalid at /Blobs/0/File, which must name a regular file; "." is not one. /Blobs/1/Bytes must be bytes in Base64, such as iVBORw0KGgo=; got "?". ' +
        `The seed <folder>/d.json is not valid JSON at line 1, column 2 (${parseError('{').replace('SyntaxError: ', '')}). --seed or SUPEROFFICE_MOCK_SEED, or in a program seed, must be shipped, none, a JSON file or a folder of JSON files. ` +
        'The seed <folder>/f.json is not a regular file. --seed or SUPEROFFICE_MOCK_SEED, or in a program seed, must be shipped, none, a JSON file or a folder of JSON files.'],
      [{ 'a.json': { Products: [{ ProductId: 1, Name: 'one' }, { ProductId: 1, Name: 'one' }] }, 'b.json': { Products: [{ ProductId: 1, Name: 'one' }] } },
        '<folder>/a.json has the product 1 twice, at /Products/0/ProductId and /Products/1/ProductId; remove one of them. ' +
        'The seed <folder>/b.json has the product 1 at /Products/0/ProductId, and <folder>/a.json has it at /Products/0/ProductId; remove one of them.'],
      [{ 'a.txt': {} }, '<folder> is a folder without JSON files. --seed or SUPEROFFICE_MOCK_SEED, or in a program seed, must be shipped, none, a JSON file or a folder of JSON files.'],
    ]
    for (const [files, message] of wrong) {
      const path = seedFolder(t, files)
      t.equal(startError(() => loadSeed(path, { imageLimit: 1000 })), `The seed ${message.replaceAll('<folder>/', path + sep).replaceAll('<folder>', path)}`)
    }
  })

  t.test('the pictures of a seed can be links only to files in the folder of the seed', { skip: posixOnly.links }, async t => {
    const outside = join(temporaryFolder(t), 'secret.png')
    writeFileSync(outside, PICTURES.png)
    const folder = seedFolder(t, { 'a.json': { Products: [{ ProductId: 1, Name: 'one', ImageInfo: { File: 'link.png' } }] }, 'lamp.png': PICTURES.png })
    symlinkSync(join(folder, 'lamp.png'), join(folder, 'link.png'))
    t.ok(loadSeed(folder))
    rmSync(join(folder, 'link.png'))
    symlinkSync(outside, join(folder, 'link.png'))
    t.equal(startError(() => loadSeed(folder)), `The seed ${join(folder, 'a.json')} is invalid at /Products/0/ImageInfo/File, ` +
      'which must name a file in the folder of the seed or below it; "link.png" is a link to another place.')
  })

  t.test('the JSON files of a seed folder can be links within the folder, but not to other places', { skip: posixOnly.links }, async t => {
    const outside = seedFolder(t, { 'outside.json': { Products: [] } })
    const folder = seedFolder(t, { '..data/b.json': { Products: [{ ProductId: 1, Name: 'one', ImageInfo: { File: 'lamp.png' } }] }, 'lamp.png': PICTURES.png })
    symlinkSync('..data/b.json', join(folder, 'b.json'))
    t.equal([...loadSeed(folder).products].length, 1)
    const linkedFolder = join(outside, 'linked')
    symlinkSync(folder, linkedFolder)
    t.equal([...loadSeed(linkedFolder).products].length, 1, 'the folder itself may be a link')
    symlinkSync(join(outside, 'outside.json'), join(folder, 'a.json'))
    symlinkSync('nowhere.json', join(folder, 'c.json'))
    t.equal(startError(() => loadSeed(folder)), `The seed ${join(folder, 'a.json')} must be in the folder of the seed; it is a link to another place. ` +
      `The seed ${join(folder, 'c.json')} cannot be read (it does not exist). --seed or SUPEROFFICE_MOCK_SEED, or in a program seed, must be shipped, none, a JSON file or a folder of JSON files.`)
    t.equal([...loadSeed(join(folder, 'a.json')).products].length, 0, 'a link that the setting names may lead anywhere')
  })

  t.test('a seed file above 256 MiB, or below a path that is not a folder, is refused with a message', async t => {
    const folder = seedFolder(t, { 'large.json': {} })
    truncateSync(join(folder, 'large.json'), 256 * 1024 * 1024 + 1)
    t.equal(startError(() => loadSeed(folder)), `The seed ${join(folder, 'large.json')} must have at most 268435456 bytes; got 268435457.`)
    rmSync(join(folder, 'large.json'))
    writeFileSync(join(folder, 'a.json'), '{}')
    t.match(startError(() => loadSeed(join(folder, 'a.json', 'b.json'))), /cannot be read \((ENOTDIR: .*|it does not exist)\)\. --seed or SUPEROFFICE_MOCK_SEED, or in a program seed, must be/)
  })

  t.test('a seed that is a named pipe is refused, because reading the pipe would block the start of the mock', { skip: posixOnly.pipes }, async t => {
    const pipe = join(temporaryFolder(t), 'pipe.json')
    t.equal(spawnSync('mkfifo', [pipe]).status, 0)
    t.equal(startError(() => loadSeed(pipe)), `The seed ${pipe} is not a regular file. --seed or SUPEROFFICE_MOCK_SEED, or in a program seed, must be shipped, none, a JSON file or a folder of JSON files.`)
  })
})
