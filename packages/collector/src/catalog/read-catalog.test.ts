import { expect, test } from 'vitest';
import { TEST_CATALOG } from '../testing.ts';
import { formatProblem } from './problem.ts';
import { readCatalog } from './read-catalog.ts';

const text = (changes: object) => JSON.stringify({ ...TEST_CATALOG, ...changes }, null, 2);
const read = (changes: object) => readCatalog(text(changes), 'shop.json');

test('a good catalog has no problems, with comments and a trailing comma too', () => {
  expect(read({})).toEqual({ catalog: TEST_CATALOG, problems: [] });
  expect(readCatalog(`// what we sell\n${text({}).slice(0, -1)},}`, 'shop.json').problems).toEqual([]);
});

test('a mistake is told with file, line, column and mend', () => {
  const { catalog, problems } = readCatalog(
    `{
  "version": "1", "currency": "EUR",
  "product": { "id": "core", "name": "Core", "features": ["boards"] },
  "addons": {
    "copilot": { "name": "Copilot", "kind": "ai", "features": ["ai"],
      "attached": { "uses": 5, "days": 3, "window": 28 } }
  },
  "limits": {
    "credits": { "feature": "ai", "max": 10, "per": "month",
      "addon": "copilto" }
  }
}`,
    'shop.json',
  );
  expect(catalog).toBeUndefined();
  expect(problems.map(formatProblem)).toEqual([
    'shop.json:10:7 error: limits.credits.addon: there is no add-on "copilto". Did you mean "copilot"?',
  ]);
});

test.each<[string, object, RegExp]>([
  ['a missing product', { product: undefined }, /"product" is missing/],
  ['a wrong type', { holdout: '20%' }, /holdout: expects number, found "20%"/],
  ['a wrong word', { account: 'company' }, /account: expects one of "group", "user", found "company"/],
  ['a share above 1', { holdout: 20 }, /holdout: must be <= 1/],
  ['no time zone', { timezone: 'Berlin' }, /timezone: "Berlin" is no IANA time zone/],
  ['no currency', { currency: 'euro' }, /ISO 4217/],
  ['a mapping to nothing', { events: { Exported: { event: 'Feature Usd' } } }, /Did you mean "Feature Used"/],
  [
    'a mapping of a name that has a meaning',
    { events: { 'Feature Used': { event: 'Feature Viewed' } } },
    /has a meaning already/,
  ],
  ['a target for nothing', { targets: { nope: { rate: 0.4, by: '2028-01-15' } } }, /no add-on "nope"/],
  ['a target on no day', { targets: { copilot: { rate: 0.4, by: '2028-02-30' } } }, /no day of the calendar/],
  ['a bundle of nothing', { bundles: { all: { addons: ['nope'], mrr: 1 } } }, /no add-on "nope"/],
  ['a price with three decimals', { bundles: { all: { addons: ['copilot'], mrr: 1.999 } } }, /two decimals/],
  ['a milestone of nothing', { milestones: { m: { feature: 'nope', count: 1 } } }, /no feature "nope"/],
])('%s is an error', (_what, changes, message) => {
  const { catalog, problems } = read(changes);
  expect(catalog).toBeUndefined();
  expect(problems.map(formatProblem).join('\n')).toMatch(message);
});

test('what means nothing is a warning, with the nearest name', () => {
  const { catalog, problems } = read({ timezon: 'UTC' });
  expect(catalog).toBeDefined();
  expect(problems).toMatchObject([
    { severity: 'warning', path: ['timezon'], message: expect.stringContaining('"timezone"') },
  ]);
});

test('a feature of two add-ons is a warning', () => {
  const copilot = { ...TEST_CATALOG.addons.copilot!, features: ['forecast'] };
  const { catalog, problems } = read({ addons: { ...TEST_CATALOG.addons, copilot } });
  expect(catalog).toBeDefined();
  expect(problems).toMatchObject([{ severity: 'warning', message: expect.stringContaining('counts for both') }]);
});

test('what is not JSON is told where it stops being it', () => {
  expect(readCatalog('{\n  "version" "1"\n}', 'shop.json').problems[0]).toMatchObject({ line: 2, severity: 'error' });
  expect(readCatalog('', 'shop.json').catalog).toBeUndefined();
  expect(readCatalog('[]', 'shop.json').catalog).toBeUndefined();
});
