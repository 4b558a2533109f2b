import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSavedIdentifiers, saveIdentifiers } from './identifier-file.ts';
import { IdentifierIndex } from './identifier-index.ts';

const DAY_MS = 86_400_000;
const state = { mark: 'this', lastSequence: 200_000 };

/** Slot by slot would take the test half a minute. */
function digestOf({ content }: IdentifierIndex) {
  const generations = content.generations.map(({ slots, ...rest }) => ({
    ...rest,
    slots: createHash('sha256').update(slots).digest('hex'),
  }));
  return { ...content, generations };
}

async function saved(windowMs: number) {
  const path = join(mkdtempSync(join(tmpdir(), 'attachkit-identifiers-')), 'identifiers');
  const index = new IdentifierIndex(7, windowMs);
  for (let sequence = 1; sequence <= state.lastSequence; sequence++) index.add('write', `id-${sequence}`, sequence, 5);
  await saveIdentifiers(path, index, state);
  return { path, index };
}

test('what was saved is what is loaded, and it goes on from there', async () => {
  const { path, index } = await saved(36 * DAY_MS);
  const loaded = (await loadSavedIdentifiers(path, state, 36 * DAY_MS))!;
  expect(digestOf(loaded)).toEqual(digestOf(index));
  for (const one of [index, loaded]) one.add('server', 'next', 200_001, 6);
  expect(digestOf(loaded)).toEqual(digestOf(index));
  expect(loaded.find('server', 'next')).toHaveLength(1);
});

test('only for the state it was made in, and for no longer a window', async () => {
  const { path } = await saved(36 * DAY_MS);
  expect(await loadSavedIdentifiers(path, { ...state, mark: 'another' }, 36 * DAY_MS)).toBeUndefined();
  expect(await loadSavedIdentifiers(path, { ...state, lastSequence: 200_001 }, 36 * DAY_MS)).toBeUndefined();
  expect(await loadSavedIdentifiers(path, state, 37 * DAY_MS)).toBeUndefined();
  expect(await loadSavedIdentifiers(`${path}-absent`, state, DAY_MS)).toBeUndefined();
  expect(await loadSavedIdentifiers(path, state, 7 * DAY_MS)).toBeDefined();
  const endless = await saved(Number.POSITIVE_INFINITY);
  expect(await loadSavedIdentifiers(endless.path, state, 36 * DAY_MS)).toBeDefined();
});
