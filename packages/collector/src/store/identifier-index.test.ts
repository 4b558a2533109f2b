import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdentifierIndex } from './identifier-index.ts';

const holds = (index: IdentifierIndex, space: string, id: string, sequence: number) =>
  index.find(space, id).some(({ from, to }) => from <= sequence && sequence <= to);

test('whatever was added is found where it lies, whatever the ids look like', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.tuple(fc.constantFrom('write', 'server'), fc.string())), (seed, ids) => {
      const index = new IdentifierIndex(seed);
      ids.forEach(([space, id], sequence) => {
        index.add(space, id, sequence + 1, 0);
      });
      return ids.every(([space, id], sequence) => holds(index, space, id, sequence + 1));
    }),
  );
});

test('over several generations nothing is missed, and next to nothing is found that is not there', () => {
  const index = new IdentifierIndex(7);
  const ids = Array.from({ length: 300_000 }, () => randomUUID());
  ids.forEach((id, sequence) => {
    index.add('write', id, sequence + 1, sequence);
  });
  expect(ids.every((id, sequence) => holds(index, 'write', id, sequence + 1))).toBe(true);
  const strangers = Array.from({ length: 300_000 }, () => randomUUID()).filter(
    (id) => index.find('write', id).length > 0,
  );
  expect(strangers.length).toBeLessThan(10);
  expect(ids.filter((id) => index.find('server', id).length > 0).length).toBeLessThan(10);
  expect(index.bytes / index.size).toBeLessThan(12);
});

test('a hit points at few rows', () => {
  const index = new IdentifierIndex(7);
  index.add('write', 'a', 1_000_000, 0);
  const [range] = index.find('write', 'a');
  expect(range!.to - range!.from).toBeLessThan(200_000);
});

test('old generations are forgotten as a whole when a new one begins, young ids never', () => {
  const windowMs = 60_000;
  const index = new IdentifierIndex(7, windowMs);
  const count = 400_000;
  for (let sequence = 0; sequence < count; sequence++) index.add('write', `id-${sequence}`, sequence, sequence);
  expect(index.size).toBeLessThan(count);
  for (let sequence = count - windowMs; sequence < count; sequence++) {
    expect(index.find('write', `id-${sequence}`).length).toBeGreaterThan(0);
  }
});
