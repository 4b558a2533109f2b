/** The hot path: rows into DuckDB's appender, column by column in the table's order. */
import { type DuckDBAppender, DuckDBDateValue, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import type { RefusedEvent, StoredEvent, StoredTrait } from '../schema.ts';
import type { Cell } from '../store.ts';

export function appendEvent(appender: DuckDBAppender, sequence: number, event: Omit<StoredEvent, 'sequence'>): void {
  appender.appendBigInt(BigInt(sequence));
  appender.appendVarchar(event.keySpace);
  appender.appendVarchar(event.messageId);
  appender.appendVarchar(event.type);
  text(appender, event.receivedName);
  text(appender, event.name);
  appender.appendBigInt(BigInt(event.at));
  appender.appendDate(dateOf(event.day));
  appender.appendBigInt(BigInt(event.arrivedAt));
  text(appender, event.userId);
  text(appender, event.anonymousId);
  text(appender, event.groupId);
  text(appender, event.previousId);
  text(appender, event.addon);
  text(appender, event.feature);
  whole(appender, event.quantity);
  whole(appender, event.mrrCents);
  whole(appender, event.seats);
  text(appender, event.plan);
  text(appender, event.bundle);
  whole(appender, event.endsAt);
  text(appender, event.prompt);
  text(appender, event.arm);
  text(appender, event.trigger);
  text(appender, event.placement);
  text(appender, event.variant);
  text(appender, event.kind);
  whole(appender, event.score);
  text(appender, event.subject);
  text(appender, event.properties);
  appender.endRow();
}

export function appendTrait(
  appender: DuckDBAppender,
  sequence: number,
  trait: Pick<StoredTrait, 'name' | 'value'>,
): void {
  appender.appendBigInt(BigInt(sequence));
  appender.appendVarchar(trait.name);
  text(appender, trait.value);
  appender.endRow();
}

export function appendRefused(appender: DuckDBAppender, refused: RefusedEvent): void {
  appender.appendBigInt(BigInt(refused.refusedAt));
  appender.appendVarchar(refused.keySpace);
  text(appender, refused.messageId);
  appender.appendVarchar(refused.code);
  appender.appendVarchar(refused.reason);
  appender.appendBigInt(BigInt(refused.skew));
  appender.appendVarchar(refused.message);
  appender.endRow();
}

/** A row of any table, by the types of its columns. */
export function appendCells(appender: DuckDBAppender, types: readonly DuckDBType[], row: readonly Cell[]): void {
  for (const [index, type] of types.entries()) appendCell(appender, type, row[index] ?? null);
  appender.endRow();
}

function appendCell(appender: DuckDBAppender, type: DuckDBType, cell: Cell): void {
  if (cell === null) appender.appendNull();
  else if (type.typeId === DuckDBTypeId.BIGINT) appender.appendBigInt(BigInt(cell));
  else if (type.typeId === DuckDBTypeId.INTEGER) appender.appendInteger(Number(cell));
  else if (type.typeId === DuckDBTypeId.DOUBLE) appender.appendDouble(Number(cell));
  else if (type.typeId === DuckDBTypeId.BOOLEAN) appender.appendBoolean(Boolean(cell));
  else if (type.typeId === DuckDBTypeId.DATE) appender.appendDate(dateOf(String(cell)));
  else appender.appendVarchar(String(cell));
}

function text(appender: DuckDBAppender, value: string | null): void {
  if (value === null) appender.appendNull();
  else appender.appendVarchar(value);
}

function whole(appender: DuckDBAppender, value: number | null): void {
  if (value === null) appender.appendNull();
  else appender.appendBigInt(BigInt(value));
}

const DAYS_CACHED_MAX = 10_000;
const dates = new Map<string, DuckDBDateValue>();

function dateOf(day: string): DuckDBDateValue {
  let date = dates.get(day);
  if (!date) {
    if (dates.size >= DAYS_CACHED_MAX) dates.clear();
    date = new DuckDBDateValue(Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000));
    dates.set(day, date);
  }
  return date;
}
