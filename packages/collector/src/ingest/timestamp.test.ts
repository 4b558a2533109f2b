import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTimestamp } from './timestamp.ts';

test.each([
  ['1970-01-01T00:00:00Z', 0],
  ['1970-01-01t00:00:00z', 0],
  ['1970-01-01T01:00:00+01:00', 0],
  ['1969-12-31T23:59:59.999999Z', -1],
  ['2026-11-21T09:30:00.1234567Z', Date.UTC(2026, 10, 21, 9, 30) * 1000 + 123_456],
  ['9999-12-31T23:59:59Z', Number.MAX_SAFE_INTEGER],
  ['2016-12-31T23:59:60Z', Date.UTC(2016, 11, 31, 23, 59, 59) * 1000],
])('%s', (text, micros) => expect(parseTimestamp(text)).toBe(micros));

test.each([
  ...['2026-11-21', '2026-11-21T09:30:00', '2026-11-31T00:00:00Z', '2026-02-29T00:00:00Z'],
  ...['2026-11-21T24:00:00Z', '2026-11-21T09:60:00Z', '2026-11-21T09:30:00+24:00', '2026-13-01T00:00:00Z', '', 'now'],
  '0001-01-01T00:00:00Z',
])('%s is none', (text) => expect(parseTimestamp(text)).toBeUndefined());

test('agrees with Date on every millisecond it can hold', () => {
  const date = fc.date({ min: new Date('1700-01-01'), max: new Date('2250-01-01'), noInvalidDate: true });
  fc.assert(fc.property(date, (instant) => parseTimestamp(instant.toISOString()) === instant.getTime() * 1000));
});
