/** Cells as the store's callers know them, to and from DuckDB's values. */
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDateValue,
  DuckDBDecimalValue,
  type DuckDBMaterializedResult,
  type DuckDBType,
  type DuckDBValue,
  SQLNULL,
  VARCHAR,
} from '@duckdb/node-api';
import type { Cell, Parameters, Row } from '../store.ts';

export interface BoundParameters {
  values: Record<string, DuckDBValue>;
  types: Record<string, DuckDBType>;
}

/** Whole numbers are BIGINT, so that they compare exactly with the columns. */
export function bindParameters(parameters: Parameters): BoundParameters {
  const values: Record<string, DuckDBValue> = {};
  const types: Record<string, DuckDBType> = {};
  for (const [name, cell] of Object.entries(parameters)) {
    [values[name], types[name]] = bindCell(cell);
  }
  return { values, types };
}

function bindCell(cell: Cell): [DuckDBValue, DuckDBType] {
  if (cell === null) return [null, SQLNULL];
  if (typeof cell === 'string') return [cell, VARCHAR];
  if (typeof cell === 'boolean') return [cell, BOOLEAN];
  return Number.isInteger(cell) ? [BigInt(cell), BIGINT] : [cell, DOUBLE];
}

/** A chunk after the other: the event loop runs between them, whoever else waits for it meanwhile. */
export async function readRows<R extends Row>(result: DuckDBMaterializedResult): Promise<R[]> {
  const names = result.deduplicatedColumnNames();
  const rows: Row[] = [];
  for await (const chunk of result) {
    const first = rows.length;
    for (let index = 0; index < chunk.rowCount; index++) rows.push({});
    names.forEach((name, column) => {
      chunk.visitColumnValues(column, (value, index) => {
        rows[first + index]![name] = toCell(value);
      });
    });
  }
  return rows as R[];
}

/** The same few days come again and again. */
const dayTexts = new Map<number, string>();
const DAY_TEXTS_MAX = 10_000;

function dayText(date: DuckDBDateValue): string {
  let text = dayTexts.get(date.days);
  if (text === undefined) {
    text = date.toString();
    if (dayTexts.size >= DAY_TEXTS_MAX) dayTexts.clear();
    dayTexts.set(date.days, text);
  }
  return text;
}

function toCell(value: DuckDBValue): Cell {
  if (typeof value === 'bigint') {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is beyond what a double holds exactly`);
    return number;
  }
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (value instanceof DuckDBDateValue) return dayText(value);
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  return String(value);
}
