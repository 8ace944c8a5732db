import t from 'tap'
import { assertDefined } from '../src/errors/assert-defined.js'

t.test('assertDefined returns a defined value, and throws an error with the given message for undefined', async t => {
  t.equal(assertDefined(0, 'the number must be there'), 0)
  t.throws(() => assertDefined(undefined, 'the number must be there'), new Error('the number must be there'))
})
