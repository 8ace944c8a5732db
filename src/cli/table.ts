/** What is in a line of a table, by the heads of its columns. */
export type Row = Readonly<Record<string, unknown>>

const cellOf = (value: unknown) => typeof value === 'object' ? JSON.stringify(value) : String(value)

/** A table for a terminal, with numbers to the right; a sentence when there are no rows. */
export function table (rows: readonly Row[]): string {
  const [first] = rows
  if (first === undefined) return 'There are none.'
  const columns = Object.entries(first).map(([name, value]) => {
    const cells = [name, ...rows.map(row => cellOf(row[name]))]
    const width = Math.max(...cells.map(({ length }) => length))
    return cells.map(cell => typeof value === 'number' ? cell.padStart(width) : cell.padEnd(width))
  })
  return ['', ...rows].map((_row, line) => columns.map(cells => cells[line]).join('  ').trimEnd()).join('\n')
}
