/** The cells of a row by column heading. */
export type TableRow = Readonly<Record<string, unknown>>

const formatCell = (value: unknown) => typeof value === 'object' ? JSON.stringify(value) : String(value ?? '')

/**
 * Formats rows as a table for a terminal, with a line of headings. The row with the most cells determines the columns, because rows can
 * lack a cell: only some fault rules have the cell `Preset`. A column with a number in this row is aligned to the right. Returns "" for an
 * empty list.
 */
export function formatTable (rows: readonly TableRow[]): string {
  const [widest] = rows.toSorted((one, other) => Object.keys(other).length - Object.keys(one).length)
  const columns = Object.entries<unknown>(Object(widest)).map(([name, value]) => {
    const cells = [name, ...rows.map(row => formatCell(row[name]))]
    const width = Math.max(...cells.map(({ length }) => length))
    return cells.map(cell => typeof value === 'number' ? cell.padStart(width) : cell.padEnd(width))
  })
  return ['', ...rows].map((_row, line) => columns.map(cells => cells[line]).join('  ').trimEnd()).join('\n')
}
