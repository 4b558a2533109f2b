import { join } from 'node:path';
import { expect, test } from 'vitest';

test('the README says the sizes that are measured', async () => {
  const { readmeHolds } = await import(/* @vite-ignore */ join(import.meta.dirname, '../../scripts/size.mjs'));
  expect(readmeHolds(), 'run: npm run size -- --write').toBe(true);
});
