// `npm run typecheck` compiles this file. The command fails if one of the invalid rules below compiles, or one of the valid rules does not.
import t from 'tap'
import { connectMock, createMockServer, type FaultAction, type FaultRule, type RightsRule } from '../../src/index.js'

t.test('the mock accepts fault actions that the types of the library allow', async t => {
  const actions: FaultAction[] = [
    { Action: 'Delay', Milliseconds: 5 },
    { Action: 'Delay', Milliseconds: 5, Distribution: 'fixed', Phase: 'after' },
    { Action: 'Delay', Milliseconds: 5, Distribution: 'uniform', MaxMilliseconds: 9 },
    { Action: 'Delay', Milliseconds: 5, Distribution: 'lognormal', Sigma: 0.5 },
    { Action: 'Answer', Status: 429, RetryAfter: 5 },
    { Action: 'Answer', Status: 502, Body: '<h1>Bad Gateway</h1>', Headers: { Server: 'nginx' } },
    { Action: 'Answer', Status: 400, Body: { error: 'invalid_request' }, Phase: 'after' },
    { Action: 'Drop' },
    { Action: 'Reset', Phase: 'after' },
    { Action: 'Truncate' },
    { Action: 'Truncate', Bytes: 5 },
    { Action: 'Truncate', Fraction: 0.2 },
    { Action: 'Malform', Phase: 'after' },
    { Action: 'Trickle', ChunkBytes: 1, Milliseconds: 5 },
    { Action: 'Trickle', TotalMilliseconds: 50 },
  ]
  await using mock = await createMockServer()
  for (const action of actions) t.ok((await mock.faults.add({ Actions: [action] })).Id)
})

t.test('the mock accepts masks of rights that the types of the library allow', async t => {
  const rules: RightsRule[] = [
    { TableRight: { Mask: 'FULL' } },
    { TableRight: { Mask: 'None' } },
    { TableRight: { Mask: 'Select, Update' } },
    { TableRight: { Mask: 'Delete, Insert, Update, Select, Filtering, RestrictedUpdate' } },
    { FieldProperties: { Description: { FieldRight: { Mask: 'Read, UIHintReadOnly' } } } },
    { FieldProperties: { Description: { FieldRight: { Mask: 'FULL, UIHintMandatory, Nullable' } } } },
  ]
  await using mock = await createMockServer()
  for (const rule of rules) {
    t.ok((await mock.rights.add(rule)).Id)
    await mock.rights.clear()
  }
})

/** Only compiled, never called: `npm run typecheck` fails if the line after a `@ts-expect-error` is valid. */
export async function refused (): Promise<void> {
  const { faults, rights } = connectMock('http://127.0.0.1:1')
  const one = (action: FaultAction): FaultRule => ({ Actions: [action] })
  // @ts-expect-error An unsupported status.
  await faults.add({ Actions: [{ Action: 'Answer', Status: 418 }] })
  // @ts-expect-error A status that does not support RetryAfter.
  await faults.add({ Actions: [{ Action: 'Answer', Status: 500, RetryAfter: 1 }] })
  // @ts-expect-error A missing status.
  one({ Action: 'Answer' })
  // @ts-expect-error A header whose value is a number.
  one({ Action: 'Answer', Status: 502, Headers: { Age: 5 } })
  // @ts-expect-error A body that is a number.
  one({ Action: 'Answer', Status: 502, Body: 5 })
  // @ts-expect-error A parameter of another action.
  one({ Action: 'Drop', Milliseconds: 5 })
  // @ts-expect-error A delay without milliseconds.
  one({ Action: 'Delay' })
  // @ts-expect-error A uniform delay without a maximum.
  one({ Action: 'Delay', Milliseconds: 5, Distribution: 'uniform' })
  // @ts-expect-error A fault that changes the response, in the phase before the response exists.
  one({ Action: 'Malform', Phase: 'before' })
  // @ts-expect-error ChunkBytes without Milliseconds.
  one({ Action: 'Trickle', ChunkBytes: 5 })
  // @ts-expect-error An unknown word.
  await rights.add({ TableRight: { Mask: 'Selct' } })
  // @ts-expect-error An unknown word after a known one.
  await rights.add({ TableRight: { Mask: 'Select, Updte' } })
  // @ts-expect-error The same word twice.
  await rights.add({ TableRight: { Mask: 'Select, Select' } })
  // @ts-expect-error A word that only the masks of a TableRight have.
  await rights.add({ FieldProperties: { Description: { FieldRight: { Mask: 'Select' } } } })
}
