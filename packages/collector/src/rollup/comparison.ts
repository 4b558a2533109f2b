/** Copies of derived tables, and what differs from them after these were made anew. */
import type { Transaction } from '../store/store.ts';
import { columnNames, createTable, type Table } from './table.ts';

/** A row that the derived tables had too much or too little. */
export interface Difference {
  table: string;
  kind: 'missing' | 'surplus';
  row: Record<string, unknown>;
}

/** Reported of each table at most. */
const DIFFERENCES_MAX = 100;

const copyOf = (table: Table): Table => ({ ...table, name: `former_${table.name}` });

export async function copyTables(transaction: Transaction, tables: readonly Table[]): Promise<void> {
  for (const table of tables) {
    const copy = copyOf(table);
    await transaction.run(`DROP TABLE IF EXISTS ${copy.name}`);
    await transaction.run(createTable(copy));
    await transaction.run(`INSERT INTO ${copy.name} SELECT ${columnNames(table)} FROM ${table.name}`);
  }
}

/** Compares, and drops the copies. */
export async function compareWithCopies(transaction: Transaction, tables: readonly Table[]): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const table of tables) {
    const columns = columnNames(table);
    const rows = await transaction.query(`
      SELECT ${columns}, CAST(sum(side) AS BIGINT) AS balance FROM (
        SELECT ${columns}, 1 AS side FROM ${table.name}
        UNION ALL SELECT ${columns}, -1 AS side FROM ${copyOf(table).name}
      ) both_sides GROUP BY ${columns} HAVING sum(side) <> 0 LIMIT ${DIFFERENCES_MAX}`);
    for (const { balance, ...row } of rows) {
      differences.push({ table: table.name, kind: Number(balance) > 0 ? 'missing' : 'surplus', row });
    }
    await transaction.run(`DROP TABLE ${copyOf(table).name}`);
  }
  return differences;
}
