import t from 'tap'
import { ENV_FORMATS } from '../src/cli/env-formats.js'

t.test('a quote in a value of env is written as the format needs it', async t => {
  const variables = { A: "it's", B: '1' }
  t.equal(ENV_FORMATS.sh(variables), "export A='it'\\''s'\nexport B='1'")
  t.equal(ENV_FORMATS.dotenv(variables), "A=it's\nB=1")
  t.equal(ENV_FORMATS.powershell(variables), "$env:A = 'it''s'\n$env:B = '1'")
  t.same(JSON.parse(ENV_FORMATS.json(variables)), variables)
})
