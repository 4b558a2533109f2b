/** The same two questions in hand-written ClickHouse SQL, through chDB, which is fetched when it is first needed. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Store } from '../../../packages/collector/src/store/store.ts';
import { eachAsCsv, type PeerQuestion, type PeerResult, type PeerTable } from './peer-tables.ts';

const CHDB_VERSION = '3.4.0';
const FOLDER = join(tmpdir(), 'attachkit-bench-peers', 'chdb');

/** Month ends that the questions are about. */
const DATES = `arrayMap(m -> least(toLastDayOfMonth(addMonths(toDate('2025-11-01'), m)), toDate('2026-11-21')), range(13))`;
const during = (from: string, until: string) =>
  `arrayJoin(arrayFilter(d -> ${from} <= d AND d < ${until}, ${DATES})) AS asked`;
const inWindow = `arrayJoin(arrayFilter(d -> day <= d AND day > d - 28, ${DATES})) AS asked`;
const CUSTOMERS = `SELECT account, mrr_cents, ${during('day', 'until_day')} FROM customer`;

const SERIES = `SELECT c.asked AS at, count() AS denominator, countIf(n.account != '') AS numerator
  FROM (${CUSTOMERS}) c
  INNER JOIN (SELECT DISTINCT account, ${inWindow} FROM active_day) a ON a.account = c.account AND a.asked = c.asked
  LEFT JOIN (
    SELECT account, ${inWindow} FROM addon_day WHERE addon = 'copilot' GROUP BY account, asked HAVING sum(uses) >= 4 AND count() >= 2
  ) n ON n.account = c.account AND n.asked = c.asked
  GROUP BY at ORDER BY at`;

const COHORTS = `WITH moves AS (
    SELECT account, day, sum(use_move) AS use_change, sum(day_move) AS day_change FROM (
      SELECT account, toDate32(day) AS day, uses AS use_move, 1 AS day_move FROM addon_day WHERE addon = 'copilot'
      UNION ALL SELECT account, toDate32(day) + 28 AS day, -uses AS use_move, -1 AS day_move FROM addon_day WHERE addon = 'copilot'
    ) GROUP BY account, day),
  sums AS (
    SELECT account, day, sum(use_change) OVER w AS uses, sum(day_change) OVER w AS days,
      leadInFrame(day, 1, toDate32('2299-12-31')) OVER (PARTITION BY account ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS until_day
    FROM moves WINDOW w AS (PARTITION BY account ORDER BY day)),
  first_attach AS (
    SELECT s.account AS account, min(greatest(s.day, c.day)) AS first_day FROM sums s JOIN customer c ON c.account = s.account
    WHERE s.uses >= 4 AND s.days >= 2 AND s.day < c.until_day AND c.day < s.until_day GROUP BY s.account)
  SELECT toStartOfMonth(a.acquired) AS cohort, a.asked AS at, count() AS size, countIf(f.account != '' AND f.first_day <= a.asked) AS attached,
    countIf(c.account != '') AS customers, sum(if(c.account != '', c.mrr_cents + h.cents, 0)) AS cents
  FROM (SELECT account, acquired, arrayJoin(arrayFilter(d -> acquired <= d, ${DATES})) AS asked FROM account) a
  LEFT JOIN first_attach f ON f.account = a.account
  LEFT JOIN (${CUSTOMERS}) c ON c.account = a.account AND c.asked = a.asked
  LEFT JOIN (
    SELECT account, asked, sum(mrr_cents) AS cents FROM (SELECT account, mrr_cents, ${during('day', 'until_day')} FROM holding)
    GROUP BY account, asked
  ) h ON h.account = a.account AND h.asked = a.asked
  GROUP BY cohort, at ORDER BY cohort, at`;

const QUESTIONS: Record<PeerQuestion, string> = { series: SERIES, cohorts: COHORTS };
const ORDERS: Record<string, string> = {
  addon_day: 'addon, day, account',
  active_day: 'day, account',
  customer: 'account, day',
  holding: 'account, day',
  account: 'account',
};
const TYPES = { text: 'String', date: 'Date32', bigint: 'Int64' } as const;

export async function measureClickHouse(store: Store, rounds: number): Promise<PeerResult | string> {
  const missing = install();
  if (missing) return missing;
  const directory = mkdtempSync(join(tmpdir(), 'attachkit-chdb-'));
  const session = open(join(directory, 'data'));
  try {
    await eachAsCsv(store, directory, (table, file) => load(session, table, file));
    const result: PeerResult = {
      ...{ name: `ClickHouse (chDB ${CHDB_VERSION})`, times: { series: [], cohorts: [] } },
      answers: { series: [], cohorts: [] },
    };
    for (const question of Object.keys(QUESTIONS) as PeerQuestion[]) {
      const text = await session.ask(QUESTIONS[question]);
      result.answers[question] = text.text.trim().replaceAll('"', '').split('\n').sort();
      for (let round = 0; round < rounds; round++) {
        result.times[question].push((await session.ask(QUESTIONS[question])).ms);
      }
      result.times[question].sort((a, b) => a - b);
    }
    return result;
  } finally {
    await session.end();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @returns why it cannot be had */
function install(): string | undefined {
  const installed = join(FOLDER, 'node_modules', 'chdb', 'package.json');
  if (existsSync(installed) && JSON.parse(readFileSync(installed, 'utf8')).version === CHDB_VERSION) return undefined;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'package.json'), '{"private":true}');
  console.log(`  fetching chDB ${CHDB_VERSION} (546 MiB) into ${FOLDER} …`);
  try {
    const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--save-exact'];
    execFileSync('npm', ['install', ...options, `chdb@${CHDB_VERSION}`], {
      cwd: FOLDER,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return undefined;
  } catch (error) {
    return `chDB could not be fetched: ${String(error).split('\n')[0]}`;
  }
}

interface Session {
  ask(sql: string): Promise<{ text: string; ms: number }>;
  end(): Promise<void>;
}

function open(data: string): Session {
  const child = spawn(process.execPath, [resolve('test/bench/query/chdb-process.mjs'), FOLDER, data], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  return {
    ask: async (sql) => {
      child.stdin.write(`${JSON.stringify(sql)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('chDB ended');
      const answer = JSON.parse(value);
      if (answer.error) throw new Error(`${answer.error}\n${sql}`);
      return answer;
    },
    end: () => {
      child.stdin.end();
      return ended;
    },
  };
}

async function load(session: Session, { name, columns }: PeerTable, file: string): Promise<void> {
  const typed = columns.map(([column, type]) => `${column} ${TYPES[type]}`).join(', ');
  await session.ask(`CREATE TABLE ${name} (${typed}) ENGINE = MergeTree ORDER BY (${ORDERS[name]})`);
  await session.ask(`INSERT INTO ${name} SELECT * FROM file('${file}', 'CSV', '${typed}')`);
}
