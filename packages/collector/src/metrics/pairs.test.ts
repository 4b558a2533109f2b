import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountNames, openScene, type Scene } from './question.testing.ts';

describe('pairs over HTTP', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene();
  });
  afterEach(() => scene.collector.dispose());

  it('1,000 customers, 650 of them with the add-on too: 0.65', async () => {
    for (const [index, name] of accountNames(1000).entries()) {
      scene.happened(name, '2026-03-01', 'Subscription Started', { mrr: 100 });
      if (index < 650) scene.happened(name, '2026-03-31', 'Add-on Purchased', { addon: 'analytics', mrr: 49 });
    }
    await scene.send();
    const { rows, breadth, combos } = await scene.ask('/v1/metrics/pairs');
    expect(rows[0]).toMatchObject({ from: 'core', to: 'analytics', owners: 1000, both: 650, rate: 0.65 });
    expect(rows[0]).toMatchObject({ medianDays: 30, arpaWith: 149, arpaWithout: 100 });
    expect(rows[0].arpaLift).toBeCloseTo(0.49, 12);
    expect(rows[0].arpaLiftElsewhere).toBe(0);
    expect(breadth).toEqual([
      { products: 1, accounts: 1000, share: 1 },
      { products: 2, accounts: 650, share: 0.65 },
    ]);
    expect(combos).toEqual([{ products: ['analytics', 'core'], accounts: 650, medianDays: 30, arpa: 149 }]);
  });

  it('counts days from the first of both that came first, and compares the money with and without', async () => {
    const lives: [account: string, mrr: number, analytics: string | null, copilot: string | null][] = [
      ['both', 100, '2026-03-11', '2026-03-31'],
      ['same', 200, '2026-04-10', '2026-04-10'],
      ['reverse', 300, '2026-05-10', '2026-03-02'],
      ['one', 50, '2026-03-02', null],
      ['none', 70, null, null],
    ];
    for (const [account, mrr, analytics, copilot] of lives) {
      scene.happened(account, '2026-03-01', 'Subscription Started', { mrr });
      if (analytics) scene.happened(account, analytics, 'Add-on Purchased', { addon: 'analytics', mrr: 10 });
      if (copilot) scene.happened(account, copilot, 'Add-on Purchased', { addon: 'copilot', mrr: 20 });
    }
    await scene.send();
    const { rows, breadth, combos } = await scene.ask('/v1/metrics/pairs');
    type Row = { from: string; to: string };
    const find = (from: string, to: string) => rows.find((row: Row) => row.from === from && row.to === to);
    expect(rows.map(({ from, to }: Row) => `${from} ${to}`)).toEqual([
      ...['core analytics', 'core copilot', 'analytics copilot', 'copilot analytics'],
    ]);
    // Waits of 20 and 0 days; "reverse" had copilot first. With: 130, 230, 330; without: 60.
    expect(find('analytics', 'copilot')).toEqual({
      ...{ from: 'analytics', to: 'copilot', owners: 4, both: 3, rate: 0.75, medianDays: 10 },
      ...{ arpaWith: 230, arpaWithout: 60, arpaLift: 230 / 60 - 1, arpaLiftElsewhere: 210 / 60 - 1 },
    });
    expect(find('copilot', 'analytics')).toMatchObject({ owners: 3, both: 3, rate: 1, medianDays: 34.5 });
    expect(find('copilot', 'analytics')).toMatchObject({ arpaWithout: null, arpaLift: null, arpaLiftElsewhere: null });
    expect(breadth.map(({ accounts }: { accounts: number }) => accounts)).toEqual([5, 4, 3]);
    expect(combos).toEqual([
      { products: ['analytics', 'copilot', 'core'], accounts: 3, medianDays: 40, arpa: 230 },
      { products: ['analytics', 'core'], accounts: 1, medianDays: 1, arpa: 60 },
    ]);
  });
});

describe('more different sets of products than the database hands over at once', () => {
  const SETS = 2_100;
  const addons = Array.from({ length: 12 }, (_, index) => `addon${String(index).padStart(2, '0')}`);
  const owned = (set: number) => addons.filter((_, index) => (set >> index) & 1);
  let scene: Scene;
  beforeAll(async () => {
    const addon = { name: 'One of many', kind: 'addon' as const, features: ['files'] };
    const attached = { uses: 1, days: 1, window: 28 };
    scene = await openScene({ addons: Object.fromEntries(addons.map((id) => [id, { ...addon, attached }])) });
    for (let set = 0; set < SETS; set++) {
      const account = `a${String(set).padStart(4, '0')}`;
      scene.happened(account, '2026-03-01', 'Subscription Started', { mrr: set + 0.1 });
      for (const id of owned(set)) scene.happened(account, '2026-03-11', 'Add-on Purchased', { addon: id, mrr: 0.25 });
    }
    await scene.send();
  });
  afterAll(() => scene.collector.dispose());

  it('comes out the same to the byte as by plain loops', async () => {
    const sets = Array.from({ length: SETS }, (_, set) => owned(set));
    const cents = (list: string[], set: number) => 100 * set + 10 + 25 * list.length;
    const combos = sets
      .map((list, set) => ({ products: [...list, 'core'], accounts: 1, medianDays: 10, arpa: cents(list, set) / 100 }))
      .filter(({ products }) => products.length > 1)
      .sort((a, b) => {
        const place = a.products.findIndex((id, index) => id !== b.products[index]);
        return place >= 0 && b.products[place] !== undefined && a.products[place]! < b.products[place]! ? -1 : 1;
      });
    const breadth = Array.from({ length: 12 }, (_, index) => {
      const accounts = sets.filter((list) => list.length >= index).length;
      return { products: index + 1, accounts, share: accounts / SETS };
    }).filter(({ accounts }) => accounts > 0);
    const both = ['core', ...addons].flatMap((from) =>
      addons
        .filter((to) => to !== from)
        .map((to) => {
          const owners = sets.filter((list) => from === 'core' || list.includes(from));
          const having = owners.filter((list) => list.includes(to));
          return { from, to, owners: owners.length, both: having.length, rate: having.length / owners.length };
        }),
    );
    const answer = await scene.ask('/v1/metrics/pairs');
    expect(JSON.stringify(answer.combos)).toBe(JSON.stringify(combos));
    expect(JSON.stringify(answer.breadth)).toBe(JSON.stringify(breadth));
    const told = answer.rows.map(({ from, to, owners, both: with_, rate }: Record<string, unknown>) => {
      return { from, to, owners, both: with_, rate };
    });
    expect(JSON.stringify(told)).toBe(JSON.stringify(both));
  });

  it('and each of them opens its accounts', async () => {
    const { rows } = await scene.ask(`/v1/accounts?metric=pairs&column=combos&products=core,${owned(1_999).join(',')}`);
    expect(rows.map(({ account }: { account: string }) => account)).toEqual(['a1999']);
    const { count } = await scene.ask('/v1/accounts?metric=pairs&column=breadth&products=2');
    expect(count).toBe(SETS - 1);
  });
});
