import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareBytes } from './product-sets.ts';

test('ids sort as their bytes do, whatever they are written in', () => {
  const id = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom('a', 'b', 'é', '', '😀') }));
  fc.assert(
    fc.property(id, id, (a, b) => {
      expect(Math.sign(compareBytes(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
    { numRuns: 2_000 },
  );
});
