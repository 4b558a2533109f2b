/** What erasures and retention leave: the numbers are those of a log that never held the rest. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startTestCollector, type TestCollector } from '../packages/collector/src/testing.ts';
import { ask, findDifference, send, startWith } from './reference/agreement.ts';
import { type ErasedKind, erase } from './reference/erasure.ts';
import { type History, historyArbitrary, NOW_MS } from './reference/history.ts';
import { readInstant, type SentMessage } from './reference/log.ts';
import { ASKED_METRICS, type Asked, questionArbitrary } from './reference/questions.ts';
import { createReference } from './reference/reference.ts';

const RUNS = Number(process.env.ATTACHKIT_LAW_RUNS ?? 2);
const SEED = Number(process.env.ATTACHKIT_LAW_SEED ?? Math.floor(Math.random() * 2 ** 31));
const options = { numRuns: RUNS, seed: SEED, endOnFailure: true };
const timeout = 1_800_000;
const DAY_MS = 86_400_000;

const questions = fc.tuple(
  ...ASKED_METRICS.map((metric) => fc.array(questionArbitrary(metric), { minLength: 2, maxLength: 2 })),
);

/** Each message under an id of its own: whose duplicate it is, does not matter here. Many only a visitor's. */
const history = historyArbitrary(180).map(
  ({ catalog, sent }): History => ({
    catalog,
    sent: sent.map(({ message, ...rest }, index) => {
      const { userId: _, context: __, ...visitor } = message;
      const isVisitor = index % 4 === 0 && message.type === 'track' && message.anonymousId !== undefined;
      return { ...rest, message: { ...(isVisitor ? visitor : message), messageId: `${message.messageId}-${index}` } };
    }),
  }),
);

async function expectAgreement(
  collector: TestCollector,
  asked: Asked[],
  given: History,
  nowMs = NOW_MS,
): Promise<void> {
  const reference = createReference(given.catalog, given.sent, nowMs);
  for (const question of asked) {
    const answer = await ask(collector, question);
    const difference = findDifference(answer, reference.ask(question.metric, question.parameters));
    expect(difference, `${question.metric} ${JSON.stringify(question.parameters)}`).toBeUndefined();
  }
}

/** Sends each alone. @returns those that were refused */
async function offer(collector: TestCollector, sent: readonly SentMessage[]): Promise<SentMessage[]> {
  const refused: SentMessage[] = [];
  for (const one of sent) {
    const { key, message, sentAt } = one;
    const body = { batch: [message], sentAt };
    const response = await collector.request('/v1/batch', { key: key === 'server' ? 'sk_test' : 'wk_test', body });
    const { rejected } = (await response.json()) as { rejected: { code: string }[] };
    for (const { code } of rejected) expect(code).toBe('erased');
    if (rejected.length > 0) refused.push(one);
  }
  return refused;
}

const RETENTION_DAYS = 36;
const COMMERCIAL = /^(Subscription|Add-on|Trial) |^Offer Presented$/;

/** Who belongs where, what accounts are like, and what was bought. */
function isKept({ message: { type, event } }: SentMessage): boolean {
  return ['group', 'identify', 'alias'].includes(type) || COMMERCIAL.test(event ?? '');
}

/** With the instant that its clock came to at its arrival. */
function settleInstant(one: SentMessage, arrivedMs: number): SentMessage {
  const timestamp = new Date(readInstant(one, arrivedMs)).toISOString();
  return { key: one.key, message: { ...one.message, timestamp } };
}

describe(`what is left, seed ${SEED}`, () => {
  it('after an erasure: nothing of the erased, nothing that names it comes back, until it is lifted', {
    timeout,
  }, async () => {
    const erasure = fc.record({
      kind: fc.constantFrom<ErasedKind>('user', 'account'),
      user: fc.constantFrom('u1', 'u2', 'a1'),
      account: fc.constantFrom('g1', 'g2', 'é3'),
      splitPercent: fc.integer({ min: 20, max: 90 }),
    });
    const property = fc.asyncProperty(history, erasure, questions, async (given, chosen, asked) => {
      const { catalog, sent } = given;
      const { kind, splitPercent } = chosen;
      const id = kind === 'user' || catalog.account === 'user' ? chosen.user : chosen.account;
      const collector = await startWith(given);
      try {
        const cut = Math.floor((splitPercent * sent.length) / 100);
        await send(collector, sent.slice(0, cut));
        await collector.rollup.settle();
        const path = `/v1/${kind}s/${encodeURIComponent(id)}`;
        const receipt = await (await collector.request(path, { key: 'ak_test', method: 'DELETE' })).json();
        const { left, isRefused } = erase(catalog, sent.slice(0, cut), kind, id, NOW_MS);
        expect(receipt).toMatchObject({ kind, removed: { events: cut - left.length } });
        await expectAgreement(collector, asked.flat(), { catalog, sent: left });

        const later = sent.slice(cut, cut + 30);
        const refused = await offer(collector, later);
        expect(refused).toEqual(later.filter(({ message }) => isRefused(message)));
        const stored = [...left, ...later.filter((one) => !refused.includes(one))];
        await expectAgreement(collector, asked.flat().slice(0, 10), { catalog, sent: stored });

        const lift = `/v1/erasures/${(receipt as { receipt: string }).receipt}/lift`;
        expect((await collector.request(lift, { key: 'ak_test', method: 'POST' })).status).toBe(200);
        const rest = [...refused, ...sent.slice(cut + 30)];
        await send(collector, rest);
        await expectAgreement(collector, asked.flat(), { catalog, sent: [...stored, ...rest] });
        expect(await collector.rollup.rebuild()).toEqual([]);
      } finally {
        await collector.dispose();
      }
    });
    await fc.assert(property, options);
  });

  it('after usage grew old: commercial events, groups and ties stay, and all that arrived since', {
    timeout,
  }, async () => {
    const property = fc.asyncProperty(
      history,
      questions,
      fc.integer({ min: 10, max: 90 }),
      async (given, asked, percent) => {
        const { catalog, sent } = given;
        const dataDir = mkdtempSync(join(tmpdir(), 'attachkit-left-'));
        let nowMs = NOW_MS;
        const begin = (retentionDays?: number) =>
          startTestCollector({ catalog, dataDir, now: () => nowMs, ...(retentionDays && { retentionDays }) });
        const cut = Math.floor((percent * sent.length) / 100);
        const [early, late] = [sent.slice(0, cut), sent.slice(cut).map(({ key, message }) => ({ key, message }))];
        const old = await begin();
        await send(old, early);
        nowMs += 10 * DAY_MS;
        await send(old, late);
        await old.close();
        const left = [
          ...early.filter(isKept).map((one) => settleInstant(one, NOW_MS)),
          ...late.map((one) => settleInstant(one, nowMs)),
        ];
        nowMs += (RETENTION_DAYS - 1) * DAY_MS;
        const collector = await begin(RETENTION_DAYS);
        try {
          // No forecast for a day that is over by now.
          const timely = asked.flat().filter(({ parameters: { by } }) => !by || Date.parse(String(by)) > nowMs);
          await expectAgreement(collector, timely, { catalog, sent: left }, nowMs);
          expect(await collector.rollup.rebuild()).toEqual([]);
        } finally {
          await collector.dispose();
        }
      },
    );
    await fc.assert(property, options);
  });
});
