import t from 'tap'

/**
 * Test files whose tests store data. This file runs them on PostgreSQL as well, all in this process: starting a process takes as long as the
 * tests of a file.
 */
const FILES = [
  'archive', 'blob-agent', 'control-faults', 'control-journal', 'control-rights', 'control-state', 'empty-texts', 'ids', 'lists', 'owners', 'product', 'product-image', 'product-image-info', 'product-list', 'snapshots',
  'tenants', 'user',
]

process.env['TEST_ENGINE'] = 'postgres'
const { noPostgres } = await import('./postgres.js')

if (noPostgres === false) {
  for (const name of FILES) await import(`./${name}.test.ts`)
} else {
  t.test('the tests of the API that store data pass on PostgreSQL', { skip: noPostgres }, async () => {})
}
