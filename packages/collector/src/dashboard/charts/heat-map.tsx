import type { ComponentChildren } from 'preact';

/** A table whose cells are coloured by their number. The number stays readable: colour only helps. */

export interface HeatRow {
  name: string;
  second?: ComponentChildren;
  cells: HeatCell[];
}

export interface HeatCell {
  value: number | null;
  partial?: boolean;
  /** In place of the number as text: what opens the accounts behind it. */
  content?: ComponentChildren;
}

interface HeatMapProps {
  caption: string;
  /** Heading of the rows' names. */
  corner: string;
  second?: string;
  columns: string[];
  rows: HeatRow[];
  format: (value: number) => string;
}

export function HeatMap({ caption, corner, second, columns, rows, format }: HeatMapProps) {
  const most = Math.max(...rows.flatMap(({ cells }) => cells.map(({ value }) => value ?? 0))) || 1;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <section class="table-frame" aria-label={caption} tabIndex={0}>
      <table class="heat">
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{corner}</th>
            {second && <th scope="col">{second}</th>}
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              {second && <td data-absent>{row.second}</td>}
              {columns.map((column, index) => (
                <Cell key={column} cell={row.cells[index]} most={most} format={format} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cell({ cell, most, format }: { cell: HeatCell | undefined; most: number; format: (value: number) => string }) {
  if (!cell || cell.value === null) return <td data-absent />;
  return (
    <td style={{ '--heat': (cell.value / most).toFixed(3) }} data-partial={cell.partial || undefined}>
      {cell.content ?? format(cell.value)}
    </td>
  );
}
