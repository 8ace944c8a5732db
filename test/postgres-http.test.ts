import { fileURLToPath } from 'node:url'
import t from 'tap'
import { noPostgres, sharedPostgres } from './postgres.js'
import { TEST_ENV } from './system.js'

/** The names of test files that this file runs on PostgreSQL as well. Their tests store data. */
const FILES = [
  'archive', 'blob-agent', 'control-faults', 'control-journal', 'control-rights', 'control-state', 'empty-texts', 'ids', 'lists', 'owners', 'product', 'product-image', 'product-image-info', 'product-list', 'snapshots',
  'tenants', 'user',
]

t.test('the tests of the API that store data pass on PostgreSQL', { skip: noPostgres }, async t => {
  t.jobs = 2
  const env = { ...TEST_ENV, TEST_ENGINE: 'postgres', TEST_POSTGRES: sharedPostgres() }
  await Promise.all(FILES.map(name =>
    t.spawn(process.execPath, [...process.execArgv, fileURLToPath(new URL(`${name}.test.ts`, import.meta.url))], { env, name: `${name} on PostgreSQL` })))
})
