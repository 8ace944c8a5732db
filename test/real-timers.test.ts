import t from 'tap'

t.test('a microtask that was faked before the library was loaded is replaced by a promise', async t => {
  const { queueMicrotask: real } = globalThis
  t.teardown(() => { globalThis.queueMicrotask = real })
  globalThis.queueMicrotask = Object.assign(() => t.fail('the faked one is called'), { clock: {} })
  const { queueMicrotask } = await t.mockImport<{ queueMicrotask: (callback: (word: string) => void, word: string) => void }>('../src/library/real-timers.js', {})
  t.equal(await new Promise<string>(resolve => queueMicrotask(resolve, 'called')), 'called')
})
