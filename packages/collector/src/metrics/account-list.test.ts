import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScene, type Scene } from './question.testing.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
  for (const account of ['a', 'b', 'c', 'd'])
    scene.happened(account, '2026-09-10', 'Subscription Started', { mrr: 100 });
  scene.grouped('a', '2026-09-10', { name: 'Acme', plan: 'pro' });
  scene.happened('a', '2026-10-05', 'Prompt Triggered', {
    addon: 'copilot',
    prompt: 'p',
    arm: 'treated',
    trigger: 'limit',
  });
  scene.happened('a', '2026-10-05', 'Prompt Shown', { addon: 'copilot', prompt: 'p' }, 'u');
  scene.happened('a', '2026-10-06', 'Add-on Purchased', { addon: 'copilot', mrr: 20 });
  scene.happened('b', '2026-11-02', 'Add-on Purchased', { addon: 'copilot', mrr: 30 });
  scene.happened('b', '2026-11-03', 'Add-on Purchased', { addon: 'analytics', mrr: 49 });
  scene.happened('c', '2026-11-04', 'Subscription Cancelled');
  scene.happened('d', '2026-11-19', 'Feedback Given', { addon: 'copilot', kind: 'nps', score: 9 }, 'w');
  for (const day of ['2026-11-10', '2026-11-11', '2026-11-12']) {
    scene.happened('d', day, 'Feature Used', { feature: 'ai_summary', quantity: 2 }, 'w');
    scene.happened('d', day, 'Feature Used', { feature: 'boards' }, 'x');
  }
  await scene.send();
});
afterAll(() => scene.collector.dispose());

const read = (query: string, headers = {}) =>
  scene.collector.request(`/v1/accounts?${query}`, { key: 'rk_test', headers });

describe('the accounts behind a number', () => {
  it('says what the list is, what every parameter came to, and how long it is', async () => {
    const query = 'metric=cohorts&column=attached&addon=copilot&cohort=2026-09&month=2';
    expect(await scene.ask(`/v1/accounts?${query}`)).toEqual({
      metric: 'accounts-of-cohorts-attached',
      definition: {
        title: 'Cohorts: the accounts behind attached',
        text: expect.stringMatching(
          /^Those of the cohort that the cell counts as attached\. count is .* Accounts by the/,
        ),
        parameters: {
          ...{ metric: 'cohorts', column: 'attached', addon: 'copilot', cohort: '2026-09', month: 2, limit: 100_000 },
          ...{ numerator: 'paid', mode: 'cumulative', by: 'acquired', offset: 0, asOf: '2026-11-21' },
          ...{ from: '2025-11', to: '2026-11' },
        },
        catalogVersion: '2026-11-21',
      },
      asOf: '2026-11-21',
      timezone: 'Europe/Berlin',
      rows: [
        { account: 'a', name: 'Acme', acquired: '2026-09-10', plan: null, seats: 1, mrr: 120 },
        { account: 'b', name: null, acquired: '2026-09-10', plan: null, seats: 1, mrr: 179 },
      ],
      count: 2,
    });
  });

  it.each([
    ['metric=cohorts&column=attached&addon=copilot&cohort=2026-09&month=1', ['a']],
    ['metric=cohorts&column=attached&addon=copilot&cohort=2026-11&month=0&by=attached', ['b']],
    ['metric=cohorts&column=customers&addon=copilot&cohort=2026-09&month=2&segment=plan:null', ['b', 'd']],
    ['metric=time-to-attach&column=censored&addon=copilot', ['d']],
    ['metric=time-to-attach&column=churned&addon=copilot', ['c']],
    ['metric=journey&column=returned', ['d']],
    ['metric=prompts&column=purchases&breakdown=placement&placement=null', ['a']],
    ['metric=holdout&column=treated.converted&addon=copilot', ['a']],
    ['metric=progression&column=twoPlus&age=2&ages=2', ['a', 'b']],
    ['metric=revenue-impact&column=logoRetention&group=unattached&from=2026-09-30', ['a', 'b', 'd']],
    ['metric=pairs&column=both&from=copilot&to=analytics', ['b']],
    ['metric=pairs&column=breadth&products=2', ['a', 'b']],
    ['metric=pairs&column=combos&products=copilot,core', ['a']],
    ['metric=feedback&column=responses&addon=copilot&kind=nps', ['d']],
    ['metric=trajectory&column=numerator&addon=copilot&clock=acquired&months=1', ['a']],
    ['metric=forecast&column=owners&addon=copilot&value=0.5&by=2027-01-01', ['a', 'b']],
    ['metric=attach-rate&column=numerator&addon=copilot&date=2026-10-31', ['a']],
    ['metric=attach-rate&column=numerator&addon=copilot&date=2026-11-21&breakdown=plan&segment=plan:pro', ['a']],
  ])('%s', async (query, accounts) => {
    const { rows, count } = await scene.ask(`/v1/accounts?${query}`);
    expect(rows.map(({ account }: { account: string }) => account)).toEqual(accounts);
    expect(count).toBe(accounts.length);
  });

  it('lists users where users are counted, and what a number is made of beside each account', async () => {
    const users = 'metric=attach-rate&addon=copilot&numerator=used&denominator=active&weight=users&date=2026-11-21';
    const told = async (query: string) => (await scene.ask(`/v1/accounts?${query}`)).rows;
    expect(await told(`${users}&column=denominator`)).toMatchObject([
      { account: 'd', user: 'w' },
      { account: 'd', user: 'x' },
    ]);
    expect(await told(`${users}&column=numerator`)).toMatchObject([{ account: 'd', user: 'w' }]);
    expect(await told('metric=feedback&column=responses&addon=copilot&kind=nps')).toMatchObject([{ score: 9 }]);
    expect(await told('metric=time-to-attach&column=attached&addon=copilot')).toMatchObject([
      { days: 26 },
      { days: 53 },
    ]);
  });

  it('gives it as CSV, in parts, with its header even where it is empty', async () => {
    const csv = async (query: string) => {
      const response = await read(query, { accept: 'text/csv' });
      expect(response.headers.get('content-disposition')).toContain('accounts-of-time-to-attach-');
      return await response.text();
    };
    const header = 'account,name,acquired,plan,seats,mrr,days\n';
    const query = 'metric=time-to-attach&addon=copilot&column=attached';
    expect(await csv(`${query}&limit=1`)).toBe(`${header}a,Acme,2026-09-10,,1,120,26\n`);
    expect(await csv(`${query}&offset=1`)).toBe(`${header}b,,2026-09-10,,1,179,53\n`);
    expect(await csv(`${query}&offset=5`)).toBe(header);
    expect((await scene.ask(`/v1/accounts?${query}&limit=1&offset=1`)).count).toBe(2);
  });

  it('is told of by the list of metrics, with what names its rows', async () => {
    const { metrics } = await scene.ask('/v1/metrics');
    const lists = Object.fromEntries(
      metrics.map(({ name, lists: one }: Record<string, any>) => [name, one && Object.keys(one)]),
    );
    expect(lists).toMatchObject({
      'attach-rate': ['numerator', 'denominator'],
      cohorts: ['size', 'attached', 'customers'],
      holdout: expect.arrayContaining(['treated.accounts', 'crossovers']),
      opportunities: undefined,
    });
    const { attached } = metrics.find(({ name }: { name: string }) => name === 'cohorts').lists;
    expect(attached).toMatchObject({
      text: expect.stringContaining('cell'),
      key: { cohort: {}, month: { minimum: 0 } },
    });
  });
});

describe('a list that there is not', () => {
  it.each([
    ['metric=nothing&column=x', 'parameter_invalid', 'metric', 'attach-rate, cohorts'],
    ['metric=opportunities&addon=copilot&column=x', 'parameter_invalid', 'metric', 'attach-rate, cohorts'],
    ['metric=cohorts&metric=pairs&column=both', 'parameter_repeated', 'metric', 'once'],
    ['metric=cohorts&addon=copilot', 'parameter_missing', 'column', 'size, attached, customers'],
    ['metric=cohorts&addon=copilot&column=rate', 'parameter_invalid', 'column', 'size, attached, customers'],
    ['metric=cohorts&addon=copilot&column=attached&month=1', 'parameter_missing', 'cohort', 'YYYY-MM'],
    ['metric=cohorts&addon=copilot&column=size&cohort=2026-09&month=1', 'parameter_unknown', 'month', 'cohort'],
    ['metric=cohorts&addon=copilot&column=size&cohort=2020-01', 'parameter_invalid', 'cohort', '2025-11, 2025-12'],
    ['metric=cohorts&addon=copilot&column=attached&cohort=2026-09&month=3', 'parameter_invalid', 'month', '0, 1, 2'],
    ['metric=cohorts&addon=nope&column=size&cohort=2026-09', 'addon_unknown', 'addon', 'copilot'],
    ['metric=attach-rate&addon=copilot&column=numerator&date=2026-11-20', 'parameter_invalid', 'date', '2026-11-21'],
    [
      'metric=attach-rate&addon=copilot&column=numerator&date=2026-11-21&interval=day&from=2020-01-01&to=2026-11-20',
      ...['parameter_invalid', 'date', '…, 2026-11-20'],
    ],
    [
      'metric=attach-rate&addon=copilot&column=numerator&date=2026-11-21&breakdown=plan',
      ...['parameter_missing', 'segment', 'segment=plan:VALUE'],
    ],
    ['metric=prompts&column=shown', 'parameter_missing', 'prompt', 'null'],
    ['metric=prompts&column=shown&prompt=p&variant=A', 'combination_impossible', 'variant', 'breakdown=prompt'],
    ['metric=prompts&column=impressions&prompt=p', 'parameter_invalid', 'column', 'triggered'],
    ['metric=progression&column=single&age=7', 'parameter_invalid', 'age', '0, 6, 12, 18, 24'],
    ['metric=revenue-impact&column=accounts&group=neither', 'parameter_invalid', 'group', 'attached, unattached'],
    ['metric=pairs&column=both&from=copilot&to=copilot', 'parameter_invalid', 'to', 'analytics'],
    ['metric=pairs&column=breadth&products=4', 'parameter_invalid', 'products', '1, 2, 3'],
    ['metric=pairs&column=combos&products=core,nope', 'parameter_invalid', 'products', 'core, analytics, copilot'],
    ['metric=feedback&column=responses&addon=any&kind=nps', 'addon_unknown', 'addon', 'copilot'],
    ['metric=trajectory&column=numerator&addon=copilot&clock=launch&months=1', 'parameter_invalid', 'months', 'no row'],
    ['metric=holdout&column=owners&addon=copilot&limit=0', 'parameter_invalid', 'limit', 'from 1 up to 100000'],
    ['metric=journey&column=viewed&state=paid', 'parameter_unknown', 'state', 'window'],
  ])('%s: %s names %s and what it may be', async (query, code, parameter, names) => {
    const response = await read(query!);
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { code: string; message: string; parameter: string } };
    expect(error).toMatchObject({ code, parameter });
    expect(error.message).toContain(names);
  });

  it('needs a read key', async () => {
    const path = '/v1/accounts?metric=forecast&column=owners&addon=copilot';
    expect((await scene.collector.request(path)).status).toBe(401);
    expect((await scene.collector.request(path, { key: 'wk_test' })).status).toBe(401);
  });
});
