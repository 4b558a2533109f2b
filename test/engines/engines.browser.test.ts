import { del, get, set } from 'idb-keyval';
import { expect, test } from 'vitest';

test('the engine has what the SDK builds on', async () => {
  await set('probe', { kept: true });
  expect(await get('probe')).toEqual({ kept: true });
  await del('probe');
  const held = await navigator.locks.request('probe', { ifAvailable: true }, (lock) => lock !== null);
  expect(held).toBe(true);
  expect(typeof HTMLElement.prototype.showPopover).toBe('function');
});
