/** What holds for each metric alike: asked of nobody, and of a few. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { METRICS } from './index.ts';
import { openScene, type Scene } from './question.testing.ts';

const QUESTIONS: Record<string, string[]> = {
  'attach-rate': [
    'addon=any',
    'addon=copilot&breakdown=plan',
    'addon=any&numerator=used&denominator=active&weight=users',
  ],
  cohorts: ['addon=any', 'addon=analytics&from=2026-01&to=2026-12&mode=net&by=attached&via=bundle'],
  'time-to-attach': ['addon=analytics', 'addon=analytics&breakdown=plan&numerator=used'],
  pairs: ['', 'segment=plan:pro'],
  progression: ['', 'ages=3,1'],
  journey: ['', 'addon=copilot&breakdown=plan'],
  'revenue-impact': ['', 'addon=line:AI'],
  prompts: ['', 'breakdown=placement'],
  holdout: ['addon=copilot', 'addon=analytics&mde=0.05&horizon=7'],
  opportunities: ['addon=copilot'],
  feedback: ['', 'addon=copilot'],
  trajectory: ['addon=copilot'],
  forecast: ['addon=copilot&value=0.4&by=2027-06-30', 'addon=copilot&target=arr&value=5000&by=2027-06-30&cac=100'],
};
const asked = Object.entries(QUESTIONS).flatMap(([metric, queries]) => queries.map((query) => `${metric}?${query}`));

async function open(fill: (scene: Scene) => void): Promise<Scene> {
  const scene = await openScene();
  fill(scene);
  await scene.send();
  return scene;
}

function fillWithLife(scene: Scene): void {
  for (const account of ['a', 'b', 'c']) scene.happened(account, '2026-02-01', 'Subscription Started', { mrr: 100 });
  scene.grouped('a', '2026-02-01', { plan: 'pro', name: 'Acme' });
  const addon = 'copilot';
  scene.happened('a', '2026-10-01', 'Prompt Triggered', { addon, prompt: 'p', arm: 'treated', trigger: 'limit' });
  scene.happened('a', '2026-10-01', 'Prompt Shown', { addon, prompt: 'p' }, 'u');
  scene.happened('a', '2026-10-02', 'Add-on Purchased', { addon, mrr: 20 });
  scene.happened('b', '2026-10-01', 'Prompt Triggered', { addon, prompt: 'p', arm: 'control', trigger: 'limit' });
  scene.happened('b', '2026-11-19', 'Feature Used', { feature: 'ai_summary' }, 'v');
  scene.happened('c', '2026-11-19', 'Feedback Given', { addon, kind: 'nps', score: 9 }, 'w');
}

describe.each([
  ['nobody', () => {}],
  ['a few', fillWithLife],
] as const)('asked of %s', (_, fill) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await open(fill);
  });
  afterAll(() => scene.collector.dispose());

  it('every metric is among the questions', () => {
    expect(Object.keys(QUESTIONS)).toEqual([...METRICS.keys()]);
  });

  it.each(asked)('%s: JSON with its definition, CSV with exactly the declared columns', async (question) => {
    const path = `/v1/metrics/${question}`;
    const name = question.split('?')[0]!;
    const answer = await scene.ask(path);
    expect(answer).toMatchObject({ metric: name, timezone: 'Europe/Berlin', asOf: '2026-11-21' });
    expect(Object.keys(answer.definition)).toEqual(['title', 'text', 'parameters', 'catalogVersion']);
    expect(JSON.stringify(answer)).not.toContain('undefined');
    const csv = await (await scene.collector.request(path, { key: 'rk_test', headers: { accept: 'text/csv' } })).text();
    const breakdown = new URLSearchParams(question.split('?')[1]).get('breakdown');
    const declared = METRICS.get(name)!.columns({
      breakdown: breakdown ?? (name === 'prompts' ? 'prompt' : undefined),
    } as never);
    expect(csv.split('\n')[0]!.split(',')).toEqual(declared);
  });
});
