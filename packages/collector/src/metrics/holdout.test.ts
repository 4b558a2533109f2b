import { afterEach, describe, expect, it } from 'vitest';
import { TEST_CATALOG } from '../testing.ts';
import { accountNames, openScene, type Scene } from './question.testing.ts';

let scene: Scene;
afterEach(() => scene.collector.dispose());

const T0 = '2026-08-01T12:00:00.000Z';
const LAST = '2026-08-29T11:59:59.999Z';
const OVER = '2026-08-29T12:00:00.000Z';

const trigger = (account: string, arm: 'treated' | 'control', when = T0) =>
  scene.happened(account, when, 'Prompt Triggered', { prompt: 'p', addon: 'analytics', arm, trigger: 'limit' });
const buy = (account: string, when: string) =>
  scene.happened(account, when, 'Add-on Purchased', { addon: 'analytics' });
const holdoutOf = (share: number) => ({
  addons: { ...TEST_CATALOG.addons, analytics: { ...TEST_CATALOG.addons.analytics!, holdout: share } },
});
const ask = async (query = '') =>
  (await scene.ask(`/v1/metrics/holdout?addon=analytics&from=2026-07-01&to=2026-11-21${query}`)).rows;

describe('holdout over HTTP', () => {
  it('56 of 70 treated and 48 of 80 control converted: lift 0.2, between 0.0524 and 0.3339', async () => {
    scene = await openScene(holdoutOf(0.5));
    const treated = accountNames(70, 't');
    const control = accountNames(80, 'c');
    for (const name of treated) trigger(name, 'treated');
    for (const name of control) trigger(name, 'control');
    for (const name of treated.slice(0, 55)) buy(name, LAST);
    buy(treated[55]!, T0);
    buy(treated[56]!, OVER);
    for (const name of control.slice(0, 48)) buy(name, '2026-08-10');
    for (const when of [T0, LAST])
      scene.happened(control[9]!, when, 'Prompt Shown', { prompt: 'p', addon: 'analytics' });
    scene.happened(control[10]!, OVER, 'Prompt Shown', { prompt: 'p', addon: 'analytics' });
    // A later draw changes nothing.
    trigger(control[11]!, 'treated', '2026-08-05');
    // Held it just before, even if it let go at that very moment, and though it is no customer.
    for (const name of ['o1', 'o2']) buy(name, '2026-07-01');
    trigger('o1', 'control');
    scene.happened('o2', T0, 'Add-on Cancelled', { addon: 'analytics' });
    trigger('o2', 'treated');
    trigger('late', 'treated', '2026-11-01');
    trigger('earlier', 'control', '2026-06-30');
    trigger('earlier', 'control', '2026-08-01');
    await scene.send();
    const [row] = await ask();
    expect(row).toMatchObject({
      treated: { accounts: 70, converted: 56, rate: 0.8 },
      control: { accounts: 80, converted: 48, rate: 0.6 },
      ...{ owners: 2, immature: 1, crossovers: 1, verdict: 'lift', accountsNeeded: 82 },
      srm: { expectedControl: 75 },
    });
    expect(row.lift).toBeCloseTo(0.2, 12);
    expect(row.low).toBeCloseTo(0.0524, 4);
    expect(row.high).toBeCloseTo(0.3339, 4);
    expect(row.relativeLift).toBeCloseTo(1 / 3, 12);
    expect(row.pValue).toBeCloseTo(0.008045, 6);
    // (80 − 75)² / 75 twice: 0.667, one degree of freedom.
    expect(row.srm.pValue).toBeCloseTo(0.4142, 4);
    expect((await ask('&mde=0.1'))[0].accountsNeeded).toBe(356);
    // The horizon ends at noon of 29 August: the 28th is too early, the 29th is not. "late" was not there yet.
    expect((await ask('&asOf=2026-08-28'))[0]).toMatchObject({ immature: 150, treated: { accounts: 0, rate: null } });
    expect((await ask('&asOf=2026-08-29'))[0]).toMatchObject({ treated: { accounts: 70 } });
  });

  it('arms of the wrong size are told before anything else', async () => {
    scene = await openScene(holdoutOf(0.2));
    for (const name of accountNames(40, 't')) trigger(name, 'treated');
    for (const name of accountNames(40, 'c')) trigger(name, 'control');
    await scene.send();
    expect((await ask())[0]).toMatchObject({
      verdict: 'sample_ratio_mismatch',
      srm: { expectedControl: 16 },
      pValue: 1,
    });
  });

  it('one arm, or few conversions, tell nothing; where everybody is held out there is no ratio to test', async () => {
    scene = await openScene(holdoutOf(1));
    for (const name of accountNames(6, 'c')) {
      trigger(name, 'control');
      buy(name, '2026-08-10');
    }
    await scene.send();
    expect((await ask())[0]).toMatchObject({
      treated: { accounts: 0, converted: 0, rate: null },
      control: { accounts: 6, converted: 6, rate: 1 },
      ...{ lift: null, low: null, high: null, relativeLift: null, pValue: null, accountsNeeded: null },
      ...{ srm: null, verdict: 'not_enough_data' },
    });
  });
});
