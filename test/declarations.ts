import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** The declarations for `import`. The build copies them for `require`. */
const FILE = fileURLToPath(new URL('../dist/index.d.ts', import.meta.url))

/** Maximum number of members of a union that is written completely. Unions of masks have hundreds of members. */
const MOST_MEMBERS = 50

/**
 * Returns the declarations of the library's exports, ordered by name and without comments. Type aliases are expanded, with one line for
 * each property; aliases of function types, and all other declarations, are returned as they are declared.
 */
export function listDeclarations (): string {
  const program = ts.createProgram([FILE], { strict: true, target: ts.ScriptTarget.ES2022, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [] })
  const checker = program.getTypeChecker()
  const printer = ts.createPrinter({ removeComments: true })
  const source = program.getSourceFile(FILE)
  const module = source && checker.getSymbolAtLocation(source)
  if (module === undefined) throw new Error(`No declarations in ${FILE}; run \`npm run build\` first.`)
  const describeType = compileTypeDescription(checker)

  function describe (name: string, symbol: ts.Symbol): string {
    return (symbol.declarations ?? []).map(declaration => ts.isTypeAliasDeclaration(declaration) && !ts.isFunctionTypeNode(declaration.type)
      ? describeType(checker.getDeclaredTypeOfSymbol(symbol), `type ${name} =`, name)
      : printer.printNode(ts.EmitHint.Unspecified, declaration, declaration.getSourceFile())).join('\n')
  }

  return checker.getExportsOfModule(module)
    .map(exported => (exported.flags & ts.SymbolFlags.Alias) === 0 ? exported : checker.getAliasedSymbol(exported))
    .sort((one, other) => one.name < other.name ? -1 : 1)
    .map(symbol => describe(symbol.name, symbol))
    .join('\n\n')
}

/**
 * Returns a function that describes a type. If an object type is used several times, the function lists its properties only for the first
 * use. For later uses, it writes the path of the first use, such as `State.Contacts.ImageInfo`.
 */
function compileTypeDescription (checker: ts.TypeChecker) {
  const places = new Map<string, string>()

  return function describeType (type: ts.Type, start: string, place: string): string {
    const variants = (type.isUnion() ? type.types : [type]).filter(({ flags }) => (flags & ts.TypeFlags.Undefined) === 0)
    if (variants.length > MOST_MEMBERS) return `${start} ${variants.length} texts such as ${variants.slice(0, 3).map(writeType).join(', ')}`
    const object = variants.find(isObject)
    const inner = object && (checker.isArrayType(object) ? checker.getIndexTypeOfType(object, ts.IndexKind.Number) : object)
    if (inner === undefined || !isObject(inner)) return `${start} ${[...new Set(variants.map(writeType))].sort().join(' | ')}`
    const others = variants.filter(variant => variant !== object).map(variant => ` | ${writeType(variant)}`).join('')
    const kind = `${start}${inner === object ? '' : ' list of'}`
    const known = places.get(writeType(inner))
    if (known !== undefined) return `${kind} ${known}${others}`
    places.set(writeType(inner), place)
    const properties = [...inner.getProperties()].sort((one, other) => one.name < other.name ? -1 : 1)
    const index = checker.getIndexInfosOfType(inner).map(({ type: value }) => describeType(value, '[name]:', `${place}[name]`))
    const lines = properties.map(property => {
      const mark = (property.flags & ts.SymbolFlags.Optional) === 0 ? '' : '?'
      return describeType(checker.getTypeOfSymbol(property), `${property.name}${mark}:`, `${place}.${property.name}`)
    })
    return [`${kind}${others}`, ...[...index, ...lines].flatMap(line => line.split('\n')).map(line => `  ${line}`)].join('\n')
  }

  function writeType (type: ts.Type): string {
    return checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias)
  }

  function isObject (type: ts.Type): boolean {
    return (type.flags & ts.TypeFlags.Object) !== 0
  }
}
