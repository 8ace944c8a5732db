import t from 'tap'

/** The files with tests that store data. They run on PostgreSQL as well, all in this process, because a process takes as long to start as its tests take. */
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
