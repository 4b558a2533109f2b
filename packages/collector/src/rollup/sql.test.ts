import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCollector, type TestCollector } from '../testing.ts';
import { render, runQuery, sql } from './sql.ts';

let collector: TestCollector;
beforeAll(async () => {
  collector = await startTestCollector();
});
afterAll(() => collector.dispose());

const SPECIAL = ["'", "''", "' OR 1 = 1 --", '\\', "\\'", '$p0', '"', '%', '/*', ';', 'é', '\u{1f680}', '\n'];
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }).filter((one) => !one.includes('\0')),
  fc
    .array(fc.oneof(fc.constantFrom(...SPECIAL), fc.constantFrom('plain', 'a b', 'x:y')))
    .map((parts) => parts.join('')),
);

test('a text stays a value, whatever it holds', async () => {
  await fc.assert(
    fc.asyncProperty(text, text, async (one, other) => {
      const [row] = await runQuery<{ one: string; other: string; same: number }>(
        collector.store,
        sql`SELECT CAST(${one} AS VARCHAR) AS one, CAST(${other} AS VARCHAR) AS other, CASE WHEN ${one} = ${other} THEN 1 ELSE 0 END AS same`,
      );
      expect(row).toEqual({ one, other, same: Number(one === other) });
    }),
    { numRuns: 300 },
  );
});

test('only plain text stands in the query itself', () => {
  expect(render(sql`SELECT ${'report_builder'}`)).toEqual({ text: "SELECT 'report_builder'", parameters: {} });
  for (const special of SPECIAL) expect(render(sql`SELECT ${special}`).text).toBe('SELECT $p0');
});
