/** `segment=trait:value`: accounts whose trait has that value at the close of a day; `trait:null`: those without it. */
import { join, raw, type Sql, sql } from '../../rollup/sql.ts';

export interface Segment {
  trait: string;
  /** `null`: without the trait. */
  value: string | null;
}

/** `undefined` where the text has no colon or no trait before it. */
export function readSegment(text: string): Segment | undefined {
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  const value = text.slice(colon + 1);
  return { trait: text.slice(0, colon), value: value === 'null' ? null : value };
}

export function writeSegment({ trait, value }: Segment): string {
  return `${trait}:${value}`;
}

/**
 * Condition that all segments hold.
 * @param account SQL of the account
 * @param day SQL of the day whose close is meant, one of the relation `date`
 */
export function inSegments(segments: readonly Segment[], account: string, day: string): Sql {
  if (segments.length === 0) return sql`1 = 1`;
  const held = ({
    trait,
    value,
  }: Segment) => sql`(${raw(account)}, ${raw(day)}) ${raw(value === null ? 'NOT IN' : 'IN')} (
    SELECT t.account, d.day FROM trait_span t CROSS JOIN date d
    WHERE t.name = ${trait} AND ${value === null ? sql`t.value IS NOT NULL` : sql`t.value = ${value}`}
      AND t.day <= d.day AND d.day < t.until_day)`;
  return join(segments.map(held), ' AND ');
}

/** SELECT of `(account, day, value)`: a trait at each day of `date`; accounts without it are absent. */
export function traitAt(trait: string): Sql {
  return sql`SELECT t.account AS account, d.day AS day, t.value AS value FROM trait_span t CROSS JOIN date d
    WHERE t.name = ${trait} AND t.value IS NOT NULL AND t.day <= d.day AND d.day < t.until_day`;
}
