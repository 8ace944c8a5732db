import regexp from 'eslint-plugin-regexp'
import neostandard from 'neostandard'
import { plainWords } from './plain-words.js'

export default [
  { ignores: ['**/dist/**', '.tap/**', 'tap-snapshots/**', 'docs/.vitepress/cache/**', 'docs/.vitepress/dist/**'] },
  ...neostandard({ ts: true }),
  ...neostandard({ env: ['browser'] }).map(config => ({ ...config, files: ['page/*.js'] })),
  {
    files: ['**/*.ts', '**/*.js'],
    ignores: ['tools/plain-words.test.js'],
    plugins: { local: { rules: { 'plain-words': plainWords } } },
    rules: { 'local/plain-words': 'error' },
  },
  { files: ['test/**/*.ts', 'test/**/*.js'], rules: { 'local/plain-words': ['error', { titlesOnly: true }] } },
  // Turned off, because rows of data are easier to read with several properties in a line.
  { rules: { '@stylistic/object-property-newline': 'off' } },
  {
    // A regular expression must take linear time, because long input must not block the event loop. It must be a literal, because the rules
    // check neither computed patterns nor the strings `pattern` of schemas.
    files: ['src/**/*.ts', 'page/*.js'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignorePartial: false }],
      'no-restricted-syntax': ['error', {
        selector: ':matches(NewExpression, CallExpression)[callee.name="RegExp"]', message: 'Write the regular expression as a literal.',
      }, {
        selector: 'Property[key.name="pattern"] > :matches(Literal, TemplateLiteral)', message: 'Write the pattern as the source of a literal: /…/.source.',
      }],
    },
  },
]
