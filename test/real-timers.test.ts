import t from 'tap'

t.test('if queueMicrotask was faked before the library is loaded, the library uses a promise instead', async t => {
  const { queueMicrotask: real } = globalThis
  t.teardown(() => { globalThis.queueMicrotask = real })
  globalThis.queueMicrotask = Object.assign(() => t.fail('the faked one is called'), { clock: {} })
  const { queueMicrotask } = await t.mockImport<{ queueMicrotask: (callback: (word: string) => void, word: string) => void }>('../src/library/real-timers.js', {})
  t.equal(await new Promise<string>(resolve => queueMicrotask(resolve, 'called')), 'called')
})
