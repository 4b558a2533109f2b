/** Rows as CSV: nested fields in dotted columns, arrays one row an element, and no cell that a spreadsheet would run. */
import { stringify } from 'csv-stringify/sync';
import type { AnswerRow, AnswerValue } from './metric.ts';

type Flat = Record<string, string | number | boolean | null>;

export function toCsv(rows: readonly AnswerRow[]): string {
  const flat = rows.flatMap((row) => flatten(row, ''));
  const columns = [...new Set(flat.flatMap((row) => Object.keys(row)))];
  return stringify(
    flat.map((row) => columns.map((column) => row[column] ?? null)),
    {
      header: true,
      columns,
      cast: {
        boolean: String,
        // Numbers stay numbers: a spreadsheet does not run -0.1.
        string: (text) => (/^[=+\-@\t\r]/.test(text) ? { value: `'${text}`, quoted: true } : text),
      },
    },
  );
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
