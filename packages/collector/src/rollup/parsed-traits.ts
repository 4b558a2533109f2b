/** Values of traits that mean a day or a number, read once: what they mean is not for SQL to say. */
import { formatDay } from '@attachkit/sdk/calendar';
import type { Cell, Transaction } from '../store/store.ts';
import { DATE_TRAITS, NUMBER_TRAITS, PARSED_DATE, PARSED_NUMBER } from './raw-tables.ts';
import { readDay } from './read-day.ts';
import { nameList, type Table } from './table.ts';

/** Of the working table `fresh_trait`, those that are not known yet. */
export async function parseTraits(transaction: Transaction, timeZone: string): Promise<void> {
  const dayOf = (text: string) => {
    const day = readDay(text, timeZone);
    return day === null ? null : formatDay(day);
  };
  await parse(transaction, PARSED_DATE, DATE_TRAITS, dayOf);
  await parse(transaction, PARSED_NUMBER, NUMBER_TRAITS, readNumber);
}

async function parse(
  transaction: Transaction,
  { name }: Table,
  traits: readonly string[],
  read: (text: string) => Cell,
): Promise<void> {
  const values = await transaction.query<{ value: string }>(`SELECT DISTINCT value FROM fresh_trait
    WHERE name IN (${nameList(traits)}) AND value IS NOT NULL AND value NOT IN (SELECT value FROM ${name})`);
  const parsed = values.map(({ value }) => [value, read(value)]).filter(([, meaning]) => meaning !== null);
  if (parsed.length > 0) await transaction.insert(name, parsed as Cell[][]);
}

function readNumber(text: string): number | null {
  if (text.trim() === '') return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}
