import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OpenedStore, openStore } from '../store/open-store.ts';
import type { RefusedEvent } from '../store/schema.ts';
import { RefusedEvents } from './refused-events.ts';

let directory: string;
let opened: OpenedStore;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'attachkit-refused-'));
  opened = await openStore({ dataDirectory: directory });
});
afterEach(async () => {
  await opened.store.close();
  rmSync(directory, { recursive: true });
});

const refused = (refusedAt: number, keySpace: RefusedEvent['keySpace'] = 'write'): RefusedEvent => ({
  ...{ refusedAt, keySpace, messageId: null, code: 'type_invalid', reason: '', skew: 0, message: '{"a":1}' },
});

test('what is kept is bounded, a flood from pages leaves the servers’ room alone, and the oldest go', async () => {
  const events = new RefusedEvents(opened.store, { eventsMax: 100, bytesMax: 10_000 });
  await events.load();
  const flood = events.admit(Array.from({ length: 500 }, (_, index) => refused(index)));
  expect(flood).toHaveLength(100);
  await opened.store.append([], flood);
  expect(events.admit([refused(1), refused(2, 'server')])).toMatchObject([{ keySpace: 'server' }]);
  await events.makeRoom();
  const [row] = await opened.store.query('SELECT count(*) AS kept, min(refused_at) AS oldest FROM refused_event');
  expect(row).toMatchObject({ kept: 50, oldest: 50 });
  expect(events.admit(Array.from({ length: 60 }, () => refused(1000)))).toHaveLength(50);
});

test('bytes are bounded as well as rows', async () => {
  const events = new RefusedEvents(opened.store, { eventsMax: 100, bytesMax: 20 });
  await events.load();
  expect(events.admit([refused(1), refused(2), refused(3)])).toHaveLength(2);
});
