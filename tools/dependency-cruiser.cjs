// Rules for the direction of imports in src. docs/architecture.md has a diagram of the allowed imports.

/**
 * The files and folders of each layer, from the top layer to the bottom one. A file can import from its own folder and from the layers
 * below, but not from other files and folders of its layer.
 */
const LAYERS = [
  ['main.ts', 'index.ts'],
  ['cli/'],
  ['library/'],
  ['app.ts'],
  ['api/', 'control/', 'page/'],
  ['openapi/'],
  ['context/'],
  ['codec/'],
  ['blobs/'],
  ['storage/'],
  ['pictures/'],
  ['http/'],
  ['config/'],
  ['errors/'],
  ['carriers/'],
  ['json/'],
]

const pathOf = folders => `^src/(${folders.join('|').replaceAll('.', '\\.')})`

const arrows = LAYERS.flatMap((folders, layer) => [
  ...(layer === 0
    ? []
    : [{
        name: `${folders.join('-and-')}-imports-nothing-above`,
        severity: 'error',
        from: { path: pathOf(folders) },
        to: { path: pathOf(LAYERS.slice(0, layer).flat()) },
      }]),
  ...folders.filter(() => folders.length > 1).map(folder => ({
    name: `${folder}-imports-no-neighbour`,
    severity: 'error',
    from: { path: pathOf([folder]) },
    to: { path: pathOf(folders.filter(other => other !== folder)) },
  })),
])

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'every-file-has-a-layer', severity: 'error', from: {}, to: { path: '^src/', pathNot: pathOf(LAYERS.flat()) } },
    ...arrows,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
}
