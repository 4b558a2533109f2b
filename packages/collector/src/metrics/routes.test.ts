import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toCsv } from './csv.ts';
import { openScene, type Scene } from './question.testing.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
  scene.happened('a', '2026-10-01', 'Subscription Started', { plan: 'pro', mrr: 10.1 });
  scene.grouped('a', '2026-10-01', { name: '=HYPERLINK("http://x")', plan: 'pro' });
  await scene.send();
});
afterAll(() => scene.collector.dispose());

const read = (path: string, headers = {}) => scene.collector.request(path, { key: 'rk_test', headers });

describe('every answer', () => {
  it('carries its definition, its day and its zone', async () => {
    expect(await scene.ask('/v1/metrics/attach-rate?addon=analytics&from=2026-11-01')).toMatchObject({
      metric: 'attach-rate',
      definition: {
        title: 'Attach rate',
        text: expect.stringContaining('numerator'),
        catalogVersion: '2026-11-21',
        parameters: {
          ...{ addon: 'analytics', from: '2026-11-01', to: '2026-11-21', interval: 'month', window: 28 },
          ...{ numerator: 'paid', denominator: 'customers', weight: 'accounts' },
        },
      },
      asOf: '2026-11-21',
      timezone: 'Europe/Berlin',
      rows: [{ date: '2026-11-21' }],
    });
  });

  it.each([
    ['attach-rate?addon=any&to=2026-02-28', { from: '2025-02-28', to: '2026-02-28', window: 28 }],
    ['attach-rate?addon=copilot&window=7&segment=plan:pro', { window: 7, segment: ['plan:pro'] }],
    ['cohorts?addon=any', { from: '2025-11', to: '2026-11', asOf: '2026-11-21', mode: 'cumulative', by: 'acquired' }],
    ['cohorts?addon=any&to=2026-03', { from: '2025-03', to: '2026-03' }],
    ['progression', { asOf: '2026-11-21', ages: [0, 6, 12, 18, 24] }],
    ['journey?breakdown=plan', { addon: 'any', window: 28, asOf: '2026-11-21', breakdown: 'plan' }],
    ['holdout?addon=copilot&mde=0.1', { horizon: 28, from: '2025-11-21', asOf: '2026-11-21', mde: 0.1 }],
    ['prompts', { addon: 'any', attribution: 14, breakdown: 'prompt', from: '2025-11-21', to: '2026-11-21' }],
  ])('%s: the definition tells what every parameter came to', async (question, parameters) => {
    expect((await scene.ask(`/v1/metrics/${question}`)).definition.parameters).toMatchObject(parameters);
  });

  it('is listed with its parameters', async () => {
    const { metrics } = await scene.ask('/v1/metrics');
    expect(metrics.map(({ name }: { name: string }) => name)).toEqual([
      ...['attach-rate', 'cohorts', 'time-to-attach', 'pairs', 'progression', 'journey', 'revenue-impact', 'prompts'],
      ...['holdout', 'opportunities', 'feedback', 'trajectory', 'forecast'],
    ]);
    expect(metrics[0].parameters.denominator.enum).toEqual(['customers', 'active', 'exposed', 'trialled', 'owners']);
  });

  it.each([
    ['attach-rate?addon=nope', 'addon_unknown', 'addon', 'analytics'],
    ['attach-rate', 'parameter_missing', 'addon', 'analytics'],
    ['attach-rate?addon=any&colour=red', 'parameter_unknown', 'colour', 'breakdown'],
    ['attach-rate?addon=any&from=2026-02-30', 'parameter_invalid', 'from', 'YYYY-MM-DD'],
    ['attach-rate?addon=any&from=2026-11-20&to=2026-11-01', 'parameter_invalid', 'from', 'after'],
    ['attach-rate?addon=any&weight=users', 'combination_impossible', 'weight', 'denominator=active'],
    ['attach-rate?addon=any&weight=seats&numerator=used', 'combination_impossible', 'weight', 'paid_used'],
    ['attach-rate?addon=any&via=bundle&numerator=owned', 'combination_impossible', 'via', 'paid_used'],
    ['attach-rate?addon=any&addon=analytics', 'parameter_repeated', 'addon', 'once'],
    ['attach-rate?addon=any&window=0', 'parameter_invalid', 'window', 'from 1'],
    ['attach-rate?addon=any&segment=plan', 'parameter_invalid', 'segment', 'trait:value'],
    ['cohorts?addon=any&numerator=used&via=bundle', 'combination_impossible', 'via', 'paid'],
    ['cohorts?addon=any&from=2026-1', 'parameter_invalid', 'from', 'YYYY-MM'],
    ['time-to-attach?addon=any', 'addon_unknown', 'addon', 'copilot'],
    ['opportunities?addon=copilot&limit=10001', 'parameter_invalid', 'limit', '10000'],
    ['prompts?breakdown=plan', 'parameter_invalid', 'breakdown', 'variant'],
  ])('refuses %s: %s names %s and what it may be', async (question, code, parameter, names) => {
    const response = await read(`/v1/metrics/${question}`);
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { code: string; message: string; parameter: string } };
    expect(error).toMatchObject({ code, parameter });
    expect(error.message).toContain(names);
  });

  it('needs a key, and a metric that exists', async () => {
    expect((await scene.collector.request('/v1/metrics')).status).toBe(401);
    expect((await scene.collector.request('/v1/metrics/pairs', { key: 'wk_test' })).status).toBe(401);
    expect((await read('/v1/metrics/nothing')).status).toBe(404);
  });
});

describe('CSV', () => {
  it('has nested fields in dotted columns, arrays one row an element', async () => {
    const response = await read('/v1/metrics/cohorts?addon=analytics&from=2026-10', { accept: 'text/csv' });
    expect(response.headers.get('content-type')).toContain('text/csv');
    expect(await response.text()).toBe(
      [
        'cohort,size,cells.month,cells.attached,cells.rate,cells.partial,cells.customers,cells.mrr',
        '2026-10,1,0,0,0,false,1,10.1',
        '2026-10,1,1,0,0,true,1,10.1',
        '2026-11,0,0,0,,true,0,0',
        '',
      ].join('\n'),
    );
  });

  it('has its header without a row, and no column for the absence of fields', async () => {
    const csv = async (path: string) => (await read(path, { accept: 'text/csv' })).text();
    expect(await csv('/v1/metrics/feedback')).toBe('addon,kind,responses,mean,nps\n');
    expect(await csv('/v1/metrics/attach-rate?addon=any&denominator=active&breakdown=plan')).toBe(
      'date,segment.plan,numerator,denominator,rate,low,high\n',
    );
    expect(await csv('/v1/metrics/prompts?breakdown=variant')).toMatch(/^variant,triggered,heldOut,.*,attachRate\n$/);
    expect(await csv('/v1/accounts?addon=any&state=paid')).toBe('account,name,acquired,plan,seats,mrr\n');
    expect(toCsv([{ a: null }, { a: { b: 1 } }], ['a.b'])).toBe('a.b\n\n1\n');
  });

  it('gives a spreadsheet nothing to run', async () => {
    const csv = await (await read('/v1/metrics/opportunities?addon=analytics', { accept: 'text/csv' })).text();
    expect(csv).toContain(`"'=HYPERLINK(""http://x"")"`);
    const cells = ['=1+1', '+1', '-1', '@x', '\tx', '\rx'];
    expect(toCsv(cells.map((cell) => ({ cell }))).match(/"'/g)).toHaveLength(cells.length);
    expect(toCsv([{ lift: -0.1 }])).toBe('lift\n"-0.1"\n');
  });
});
