import neostandard from 'neostandard'

export default [
  { ignores: ['dist/**', '.tap/**', 'docs/.vitepress/cache/**', 'docs/.vitepress/dist/**'] },
  ...neostandard({ ts: true }),
  ...neostandard({ env: ['browser'] }).map(config => ({ ...config, files: ['page/*.js'] })),
  // Rows of data read better when they are not one property to a line.
  { rules: { '@stylistic/object-property-newline': 'off' } },
]
