/** All that was measured, as one table that can be quoted: Markdown, aims beside figures. */
import type { Measurement, PeerTiming } from './measure.ts';
import { QUESTIONS } from './questions.ts';

const P95_AIM_MS = 300;
/** The size the aim is set for. */
const AIMED_EVENTS = 20_000_000;
const GROWTH_AIM = 1.5;
const PEER_AIM = 5;
const INGEST_AIM = 2;

export function printSummary(measured: Measurement[], conditions: string): void {
  console.log(`\n## Questions over 20,000 accounts and 12 months\n\n${conditions}\n`);
  const sizes = measured.map(({ events }) => `${(events / 1e6).toFixed(1)} M`);
  const growths = measured.slice(1).map((_, index) => `${sizes[index + 1]} / ${sizes[index]}`);
  row(['question', ...sizes.map((size) => `${size}: cold / p50 / p95 ms`), ...growths]);
  row(['---', ...sizes.map(() => '---:'), ...growths.map(() => '---:')]);
  for (const question of QUESTIONS) {
    const timings = measured.map((one) => one.timings[question]!);
    const grown = timings.slice(1).map(({ p50Ms }, index) => p50Ms / timings[index]!.p50Ms);
    row([
      `\`${question.replace('/v1/metrics/', '')}\``,
      ...timings.map(({ coldMs, p50Ms, p95Ms }, index) => {
        const isOver = measured[index]!.events <= AIMED_EVENTS && p95Ms >= P95_AIM_MS;
        return `${coldMs.toFixed(0)} / ${p50Ms.toFixed(0)} / ${p95Ms.toFixed(0)}${isOver ? ' ✗' : ''}`;
      }),
      ...grown.map((ratio) => `${ratio.toFixed(1)} ×${ratio > GROWTH_AIM ? ' ✗' : ''}`),
    ]);
  }
  console.log(
    `\nAims: p95 below ${P95_AIM_MS} ms at 10 M, ten times the events at most ${GROWTH_AIM} ×; ✗ where missed.`,
  );
  console.log(
    "Cold: nothing of the tables in the database's memory, nor in the page cache where it could be emptied.\n",
  );
  console.log(
    'Peers start from the same daily rollup and find who meets the threshold in the query; Attachkit keeps that, as spans, when it settles.\n',
  );
  for (const one of measured) printSize(one);
}

function printSize({
  events,
  databaseMiB,
  settleSeconds,
  peakMemoryMiB,
  peers,
  skipped,
  ingest,
  timings,
}: Measurement): void {
  console.log(`### ${events.toLocaleString('en')} events\n`);
  const settled = settleSeconds < 1 ? 'settled before' : `settled from nothing in ${settleSeconds.toFixed(0)} s`;
  console.log(`- database ${databaseMiB.toFixed(0)} MiB, ${settled}, peak memory ${peakMemoryMiB.toFixed(0)} MiB`);
  for (const peer of peers) console.log(`- ${comparedWith(peer, timings)}`);
  for (const reason of skipped) console.log(`- peer skipped: ${reason}`);
  const ratio = ingest.besideP99Ms / ingest.aloneP99Ms;
  console.log(
    `- ingestion (batches of 50, 2 connections) p99: alone ${ingest.aloneP99Ms.toFixed(0)} ms, beside \`${ingest.question}\` asked without pause ${ingest.besideP99Ms.toFixed(0)} ms: ${ratio.toFixed(1)} × (aim at most ${INGEST_AIM} ×${ratio > INGEST_AIM ? ', missed' : ''}); ${ingest.answers} answers meanwhile, p50 ${ingest.answerP50Ms.toFixed(0)} ms\n`,
  );
}

const OWN: Record<PeerTiming['question'], string> = {
  series: '/v1/metrics/attach-rate?addon=copilot&numerator=used&denominator=active',
  cohorts: '/v1/metrics/cohorts?addon=copilot&numerator=used',
};
const TITLES: Record<PeerTiming['question'], string> = { series: 'attach-rate series', cohorts: 'cohort matrix' };

function comparedWith(
  { name, question, p50Ms, p95Ms, sameAnswer }: PeerTiming,
  timings: Measurement['timings'],
): string {
  const own = timings[OWN[question]]!;
  const factor = p50Ms / own.p50Ms;
  const aim = name.startsWith('PostgreSQL') ? ` (aim at least ${PEER_AIM}${factor < PEER_AIM ? ', missed' : ''})` : '';
  const relation = factor >= 1 ? `${factor.toFixed(1)} times faster` : `${(1 / factor).toFixed(1)} times slower`;
  const answer = sameAnswer ? 'same answer' : 'ANOTHER ANSWER';
  return `${TITLES[question]}: p50 ${own.p50Ms.toFixed(0)} ms; ${name} p50 ${p50Ms.toFixed(0)}, p95 ${p95Ms.toFixed(0)} ms, ${answer}: Attachkit ${relation}${aim}`;
}

function row(cells: string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}
