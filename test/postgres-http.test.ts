// Runs test files of the folder `http` on PostgreSQL, in this process.
import t from 'tap'

/** The names of the test files that run on PostgreSQL as well. They have tests that store data. */
const FILES = [
  'archive', 'blob-agent', 'control-faults', 'control-journal', 'control-rights', 'control-state', 'empty-texts', 'ids', 'lists', 'owners', 'product', 'product-image', 'product-image-info', 'product-list', 'snapshots',
  'tenants', 'user',
]

// This variable selects the database of the apps when `postgres.js` is loaded.
process.env['TEST_ENGINE'] = 'postgres'
const { noPostgres } = await import('./postgres.js')

if (noPostgres === false) for (const name of FILES) await import(new URL(`http/${name}.test.ts`, import.meta.url).href)
else t.test('the tests of the API that store data pass on PostgreSQL', { skip: noPostgres }, async () => {})
