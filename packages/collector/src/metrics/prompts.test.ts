import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountNames, openScene, type Scene } from './question.testing.ts';

describe('prompts over HTTP', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene();
  });
  afterEach(() => scene.collector.dispose());

  const shown = (account: string, when: string, properties = {}) =>
    scene.happened(account, when, 'Prompt Shown', { prompt: 'p1', addon: 'analytics', ...properties });
  const buy = (account: string, when: string, addon = 'analytics') =>
    scene.happened(account, when, 'Add-on Purchased', { addon });
  const ask = async (query: string) => (await scene.ask(`/v1/metrics/prompts?${query}`)).rows;

  it('shown to 200 accounts, 14 of which bought within 14 days of the last showing: 0.07', async () => {
    const names = accountNames(200);
    for (const name of names) {
      shown(name, '2026-09-01');
      shown(name, '2026-10-01T12:00:00Z');
    }
    for (const name of names.slice(0, 13)) buy(name, '2026-10-09');
    // Fourteen times 24 hours are within, a millisecond more is not; before the showing there is nothing to credit.
    buy(names[13]!, '2026-10-15T12:00:00.000Z');
    buy(names[14]!, '2026-10-15T12:00:00.001Z');
    buy(names[15]!, '2026-08-31');
    scene.happened(names[0]!, '2026-10-02', 'Trial Started', { addon: 'analytics' });
    scene.happened(names[0]!, '2026-10-03', 'Prompt Clicked', { prompt: 'p1', addon: 'analytics' });
    scene.happened(names[1]!, '2026-10-03', 'Prompt Dismissed', { prompt: 'p1', addon: 'analytics' });
    await scene.send();
    const row = {
      prompt: 'p1',
      ...{ triggered: 0, heldOut: 0, shown: 200, clicked: 1, dismissed: 1, snoozed: 0, optedOut: 0 },
      ...{ impressions: 400, trials: 1, purchases: 14 },
      ...{ clickRate: 0.005, dismissRate: 0.005, optOutRate: 0, trialRate: 0.005, attachRate: 0.07 },
    };
    expect(await ask('addon=analytics')).toEqual([row]);
    // By the showing's day: what was bought after "to" counts, with the showing inside.
    expect(await ask('from=2026-10-01&to=2026-10-01')).toMatchObject([{ impressions: 200, purchases: 14, clicked: 0 }]);
    expect(await ask('from=2026-09-01&to=2026-09-30')).toMatchObject([{ shown: 200, purchases: 0 }]);
    expect(await ask('addon=copilot')).toEqual([]);
  });

  it('credits the latest showing alone, of the same add-on, in its row; without the property the row is null', async () => {
    shown('a', '2026-10-01', { variant: 'A' });
    shown('a', '2026-10-05T10:00:00Z', { variant: 'B' });
    buy('a', '2026-10-05T10:00:00Z');
    shown('b', '2026-10-01', { variant: 'A' });
    shown('b', '2026-10-05', { addon: 'copilot' });
    buy('b', '2026-10-06');
    // Let go and bought again is a second purchase; what restates the terms is none.
    shown('c', '2026-10-01', { variant: 'A' });
    buy('c', '2026-10-02');
    shown('c', '2026-10-03', { variant: 'B' });
    buy('c', '2026-10-04');
    scene.happened('d', '2026-10-01', 'Prompt Triggered', {
      ...{ prompt: 'p1', addon: 'analytics', arm: 'control', trigger: 'limit' },
    });
    await scene.send();
    const rows = await ask('breakdown=variant');
    expect(rows).toMatchObject([
      { variant: 'A', shown: 3, impressions: 3, purchases: 2 },
      { variant: 'B', shown: 2, impressions: 2, purchases: 1, attachRate: 0.5 },
      { variant: null, triggered: 1, heldOut: 1, shown: 1, purchases: 0, attachRate: 0 },
    ]);
    expect(await ask('breakdown=trigger')).toMatchObject([
      { trigger: 'limit', triggered: 1, heldOut: 1, shown: 0, clickRate: null, attachRate: null },
      { trigger: null, shown: 3 },
    ]);
  });
});
