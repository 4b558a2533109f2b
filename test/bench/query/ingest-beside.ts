/** The built collector over a copy of the database: how long batches take to be on disk, alone and beside a heavy question. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CollectorProcess, KEYS, startCollector } from '../load/collector-process.ts';
import { loadOverHttp, type MeasuredLoad, summarize } from '../load/http-load.ts';
import { referenceEvent } from '../load/messages.ts';
import { ACCOUNTS, BENCH_CATALOG } from './history.ts';
import { quantile } from './timing.ts';

export interface IngestBeside {
  question: string;
  aloneP99Ms: number;
  besideP99Ms: number;
  /** How often the question was answered meanwhile, and in what time. */
  answers: number;
  answerP50Ms: number;
}

const BATCH_EVENTS = 50;
const TURNS = 3;
const TURN_SECONDS = 8;

export async function measureIngest(database: string, question: string): Promise<IngestBeside> {
  const directory = mkdtempSync(join(tmpdir(), 'attachkit-ingest-beside-'));
  try {
    copyFileSync(database, join(directory, 'attachkit.duckdb'));
    const catalog = join(directory, 'catalog.json');
    writeFileSync(catalog, JSON.stringify(BENCH_CATALOG));
    const collector = await startCollector(directory, ['--catalog', catalog]);
    try {
      await ask(collector, question);
      return await compare(collector, question);
    } finally {
      await collector.end('SIGTERM');
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** By turns, so that what else the machine does falls on both. */
async function compare(collector: CollectorProcess, question: string): Promise<IngestBeside> {
  const turns = { alone: [] as MeasuredLoad[], beside: [] as MeasuredLoad[] };
  const answered: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    turns.alone.push(await load(collector));
    let isOver = false;
    const asking = (async () => {
      while (!isOver) answered.push(await ask(collector, question));
    })();
    turns.beside.push(await load(collector));
    isOver = true;
    await asking;
  }
  const p99Of = (loads: MeasuredLoad[]) =>
    summarize(
      loads.flatMap(({ latenciesMs }) => latenciesMs),
      BATCH_EVENTS,
      1,
    ).p99Ms;
  const [aloneP99Ms, besideP99Ms] = [p99Of(turns.alone), p99Of(turns.beside)];
  answered.sort((a, b) => a - b);
  console.log(
    `  ingestion p99: alone ${aloneP99Ms.toFixed(0)} ms, beside ${answered.length} questions ${besideP99Ms.toFixed(0)} ms`,
  );
  return { question, aloneP99Ms, besideP99Ms, answers: answered.length, answerP50Ms: quantile(answered, 0.5) };
}

function load(collector: CollectorProcess): Promise<MeasuredLoad> {
  return loadOverHttp(collector.url, { connections: 2, events: BATCH_EVENTS, seconds: TURN_SECONDS }, makeEvent);
}

/** A use by one of the accounts that are known. */
function makeEvent(): object {
  const account = `account-${Math.floor(ACCOUNTS * Math.random() ** 2.2)}`;
  const feature = BENCH_CATALOG.product.features[Math.floor(Math.random() * 12)]!;
  return { ...referenceEvent(), userId: `${account}-0`, properties: { feature }, context: { groupId: account } };
}

async function ask(collector: CollectorProcess, question: string): Promise<number> {
  const started = performance.now();
  const response = await fetch(`${collector.url}${question}`, { headers: { authorization: `Bearer ${KEYS.read}` } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${question}: ${response.status} ${text}`);
  return performance.now() - started;
}
