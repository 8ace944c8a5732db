// The rules for the direction of imports in src. docs/architecture.md shows them in a picture.

/** The layers from the top to the bottom. A file may import only from its own layer and from the layers below it. */
const FLOORS = [
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

const pathOf = rooms => `^src/(${rooms.join('|').replaceAll('.', '\\.')})`

const arrows = FLOORS.flatMap((rooms, floor) => [
  ...(floor === 0
    ? []
    : [{
        name: `${rooms.join('-and-')}-imports-nothing-above`,
        severity: 'error',
        from: { path: pathOf(rooms) },
        to: { path: pathOf(FLOORS.slice(0, floor).flat()) },
      }]),
  ...rooms.filter(() => rooms.length > 1).map(room => ({
    name: `${room}-imports-no-neighbour`,
    severity: 'error',
    from: { path: pathOf([room]) },
    to: { path: pathOf(rooms.filter(other => other !== room)) },
  })),
])

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'every-file-has-a-room', severity: 'error', from: {}, to: { path: '^src/', pathNot: pathOf(FLOORS.flat()) } },
    ...arrows,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
}
