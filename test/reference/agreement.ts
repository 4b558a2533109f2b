/** Sends a history to a real collector over HTTP, and holds its answers to the reference's. */
import { startTestCollector, type TestCollector } from '../../packages/collector/src/testing.ts';
import { type History, NOW_MS } from './history.ts';
import type { SentMessage } from './log.ts';
import { type Asked, queryString } from './questions.ts';

export async function startWith({ catalog }: Pick<History, 'catalog'>): Promise<TestCollector> {
  return await startTestCollector({ catalog, now: () => NOW_MS });
}

/** In order, in as few requests as keys and clocks allow, none larger than `batchMax`. */
export async function send(collector: TestCollector, sent: readonly SentMessage[], batchMax = 500): Promise<void> {
  for (let from = 0; from < sent.length; ) {
    const { key, sentAt } = sent[from]!;
    let to = from;
    const isAlike = (one: SentMessage) => one.key === key && one.sentAt === sentAt;
    while (to < sent.length && to - from < batchMax && isAlike(sent[to]!)) to++;
    const batch = sent.slice(from, to).map(({ message }) => message);
    const response = await collector.request('/v1/batch', {
      key: key === 'server' ? 'sk_test' : 'wk_test',
      body: { batch, sentAt },
    });
    const answer = (await response.json()) as { rejected?: unknown[] };
    if (response.status !== 200 || answer.rejected!.length > 0) throw new Error(JSON.stringify(answer));
    from = to;
  }
}

export async function ask(collector: TestCollector, { metric, parameters }: Asked): Promise<Record<string, any>> {
  const path = metric === 'accounts' || metric === 'alerts' ? `/v1/${metric}` : `/v1/metrics/${metric}`;
  const response = await collector.request(`${path}?${queryString(parameters)}`, { key: 'rk_test' });
  const answer = (await response.json()) as Record<string, any>;
  if (response.status !== 200) throw new Error(`${metric} ${JSON.stringify(parameters)}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Where two answers differ, as a path, or `undefined`. Numbers may differ in their last digits. */
export function findDifference(actual: any, expected: any, path = ''): string | undefined {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const isClose = Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
    return isClose ? undefined : `${path}: ${actual} instead of ${expected}`;
  }
  if (expected === null || typeof expected !== 'object' || actual === null || typeof actual !== 'object') {
    return Object.is(actual, expected)
      ? undefined
      : `${path}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`;
  }
  if (Array.isArray(expected) && actual.length !== expected.length) {
    return `${path}: ${actual.length} elements instead of ${expected.length}`;
  }
  for (const key of Object.keys(expected)) {
    const difference = findDifference(actual[key], expected[key], `${path}.${key}`);
    if (difference) return difference;
  }
  return undefined;
}
