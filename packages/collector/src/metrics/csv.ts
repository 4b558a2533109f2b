/** Rows as CSV: nested fields in dotted columns, arrays one row an element, and no cell that a spreadsheet would run. */
import { stringify } from 'csv-stringify/sync';
import type { AnswerRow, AnswerValue } from './metric.ts';

type Flat = Record<string, string | number | boolean | null>;

/** @param declared the columns that stand there even where no row has them; others follow */
export function toCsv(rows: readonly AnswerRow[], declared: readonly string[] = []): string {
  const flat = rows.flatMap((row) => flatten(row, ''));
  // Where one row has nothing and another one fields, only the fields are columns.
  const isNested = (column: string) => declared.some((one) => one.startsWith(`${column}.`));
  const found = flat.flatMap((row) => Object.keys(row)).filter((column) => !isNested(column));
  const columns = [...new Set([...declared, ...found])];
  return stringify(
    flat.map((row) => columns.map((column) => row[column] ?? null)),
    {
      header: true,
      columns,
      cast: {
        boolean: String,
        // Quoted, but still a number: a spreadsheet does not run -0.1.
        number: (value) => ({ value: String(value), quoted: value < 0 }),
        string: (text) => (/^[=+\-@\t\r]/.test(text) ? { value: `'${text}`, quoted: true } : text),
      },
    },
  );
}

/** Names of the fields of a column, dotted. */
export function dotted(column: string, fields: readonly string[]): string[] {
  return fields.map((field) => `${column}.${field}`);
}

/** The column of a row's segment. */
export function segmentColumn(breakdown: string | undefined): string {
  return breakdown === undefined ? 'segment' : `segment.${breakdown}`;
}

/** One flat row, or as many as its arrays have elements. */
function flatten(value: AnswerValue, path: string): Flat[] {
  if (Array.isArray(value)) {
    return value.length === 0 ? [{}] : value.flatMap((element) => flatten(element, path));
  }
  if (value === undefined) return [{}];
  if (value === null || typeof value !== 'object') return [{ [path]: value }];
  let rows: Flat[] = [{}];
  for (const [name, inner] of Object.entries(value)) {
    const flats = flatten(inner, path === '' ? name : `${path}.${name}`);
    rows = rows.flatMap((row) => flats.map((flat) => ({ ...row, ...flat })));
  }
  return rows;
}
