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

export async function readRows<R extends Row>(result: DuckDBMaterializedResult): Promise<R[]> {
  const names = result.deduplicatedColumnNames();
  const rows = await result.getRows();
  return rows.map((row) => Object.fromEntries(row.map((value, index) => [names[index], toCell(value)])) as R);
}

function toCell(value: DuckDBValue): Cell {
  if (typeof value === 'bigint') {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is beyond what a double holds exactly`);
    return number;
  }
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (value instanceof DuckDBDateValue) return value.toString();
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  return String(value);
}
