/** What is said to one connection: questions, statements, bulk inserts. */
import type { DuckDBAppender, DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import type { RefusedEvent } from '../schema.ts';
import type { IncomingEvent, Parameters, Row, Transaction } from '../store.ts';
import { appendCells, appendEvent, appendRefused, appendTrait } from './appending.ts';
import { bindParameters, readRows } from './values.ts';

export async function run<R extends Row>(
  connection: DuckDBConnection,
  sql: string,
  parameters: Parameters,
): Promise<R[]> {
  if (Object.keys(parameters).length === 0) return readRows<R>(await connection.run(sql));
  const prepared = await connection.prepare(sql);
  try {
    bind(prepared, parameters);
    return await readRows<R>(await prepared.run());
  } finally {
    prepared.destroySync();
  }
}

/** By place: to look places up by name takes the square of how many there are, and lists of accounts are long. */
function bind(prepared: DuckDBPreparedStatement, parameters: Parameters): void {
  const { values, types } = bindParameters(parameters);
  for (let place = 1; place <= prepared.parameterCount; place++) {
    const name = prepared.parameterName(place);
    if (Object.hasOwn(parameters, name)) prepared.bindValue(place, values[name] ?? null, types[name]);
  }
}

export function transactionOn(connection: DuckDBConnection): Transaction {
  return {
    run: async (sql, parameters = {}) => {
      await run(connection, sql, parameters);
    },
    query: (sql, parameters = {}) => run(connection, sql, parameters),
    insert: (table, rows) =>
      insertInto(connection, table, (appender) => {
        const types = Array.from({ length: appender.columnCount }, (_, index) => appender.columnType(index));
        for (const row of rows) appendCells(appender, types, row);
      }),
  };
}

/** To be called within a transaction. @param firstSequence of the first event; the others follow */
export async function appendAll(
  connection: DuckDBConnection,
  events: IncomingEvent[],
  refused: RefusedEvent[],
  firstSequence: number,
): Promise<void> {
  if (events.length > 0) {
    await insertInto(connection, 'event', (appender) => {
      events.forEach(({ event }, index) => {
        appendEvent(appender, firstSequence + index, event);
      });
    });
  }
  if (events.some(({ traits }) => traits.length > 0)) {
    await insertInto(connection, 'trait', (appender) => {
      events.forEach(({ traits }, index) => {
        for (const trait of traits) appendTrait(appender, firstSequence + index, trait);
      });
    });
  }
  if (refused.length > 0) {
    await insertInto(connection, 'refused_event', (appender) => {
      for (const one of refused) appendRefused(appender, one);
    });
  }
}

async function insertInto(
  connection: DuckDBConnection,
  table: string,
  fill: (appender: DuckDBAppender) => void,
): Promise<void> {
  const appender = await connection.createAppender(table);
  fill(appender);
  appender.closeSync();
}
