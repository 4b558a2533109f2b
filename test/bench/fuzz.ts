/**
 * npm run bench fuzz [-- REQUESTS] [SEED]: hostile requests, a million by default. No 500, no hang, no growth,
 * nothing stored that should not be, every refusal from the closed list.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRefusalCode } from '../../packages/collector/src/ingest/refusals.ts';
import { startCollector } from './load/collector-process.ts';
import { type HostileRequest, hostileRequest, seededRandom } from './load/hostile-requests.ts';
import { findImpossibleRows } from './load/impossible-rows.ts';

const total = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31));
/** Enough that one commit takes in what many of them bring, and both sides always have work. */
const CONNECTIONS = 64;
const PROGRESS_REQUESTS = total >= 200_000 ? 50_000 : 10_000;
const ANSWER_MS_MAX = 60_000;
/** Over what the process holds once it has warmed up: the database's own memory is bounded apart from it. */
const GROWTH_BYTES_MAX = 400 * 1024 * 1024;

const directory = mkdtempSync(join(tmpdir(), 'attachkit-fuzz-'));
const collector = await startCollector(directory, ['--memory-limit', '512MB']);
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const random = seededRandom(seed);
const statuses = new Map<number, number>();
const codes = new Map<string, number>();
const faults: string[] = [];
const startedAtMs = performance.now();
let sent = 0;
let warmBytes = 0;
let mostBytes = 0;

console.log(`${total.toLocaleString('en')} requests, seed ${seed}`);
await Promise.all(Array.from({ length: CONNECTIONS }, sendOn));
agent.destroy();
const alive = (await fetch(`${collector.url}/health/ready`)).status === 200;
const code = await collector.end('SIGTERM');
const impossible = await findImpossibleRows(join(directory, 'attachkit.duckdb'));
rmSync(directory, { recursive: true, force: true });
report();

async function sendOn(): Promise<void> {
  while (sent < total && faults.length < 20) {
    sent += 1;
    const number = sent;
    const hostile = hostileRequest(random);
    try {
      await judge(hostile, await send(hostile));
    } catch (error) {
      faults.push(`${hostile.method} ${hostile.path}: ${(error as Error).message}`);
    }
    if (number % 5_000 === 0) watchMemory(number);
  }
}

interface Answer {
  status: number;
  text: string;
}

function send({ method, path, headers, body }: HostileRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sending = request(collector.url, { agent, method, path, headers, timeout: ANSWER_MS_MAX }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({ status: answer.statusCode!, text: Buffer.concat(parts).toString() }));
    });
    sending.on('timeout', () => sending.destroy(new Error('no answer in time')));
    sending.on('error', reject);
    sending.end(body);
  });
}

async function judge({ method, path, body }: HostileRequest, { status, text }: Answer): Promise<void> {
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
  if (status >= 500)
    faults.push(
      `${method} ${path} answered ${status} to ${body?.toString('base64').slice(0, 400)}: ${text.slice(0, 200)}`,
    );
  if (!/^\/v1\/(batch|b|t|track|identify|group|alias|page)$/.test(path) || method !== 'POST') return;
  if (text === '') return void faults.push(`${method} ${path} answered ${status} with nothing`);
  const answer = JSON.parse(text) as { error?: { code: string }; rejected?: { code: string }[] };
  for (const { code: refusal } of [...(answer.rejected ?? []), ...(answer.error ? [answer.error] : [])]) {
    codes.set(refusal, (codes.get(refusal) ?? 0) + 1);
    if (!isRefusalCode(refusal)) faults.push(`${refusal} is not in the closed list`);
  }
}

function watchMemory(number: number): void {
  const bytes = collector.residentBytes();
  if (number >= Math.min(total / 4, 50_000) && warmBytes === 0) warmBytes = bytes;
  mostBytes = Math.max(mostBytes, bytes);
  if (number % PROGRESS_REQUESTS === 0) sayProgress(bytes);
}

function sayProgress(bytes: number): void {
  const seconds = (performance.now() - startedAtMs) / 1000;
  const left = Math.round(((total - sent) / sent) * seconds);
  console.log(
    `${sent.toLocaleString('en')} of ${total.toLocaleString('en')}, ${Math.round(sent / seconds)}/s, ` +
      `${Math.round(bytes / 2 ** 20)} MiB, ${faults.length} faults, about ${left} s to go`,
  );
}

function report(): void {
  const list = (counts: Map<unknown, number>) =>
    [...counts]
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  console.log(`answers: ${list(statuses)}`);
  console.log(`refusals: ${list(codes)}`);
  console.log(
    `memory: ${Math.round(warmBytes / 2 ** 20)} MiB warm, ${Math.round(mostBytes / 2 ** 20)} MiB at most; ended with ${code}`,
  );
  if (!alive || code !== 0) faults.push('the collector did not survive');
  if (warmBytes > 0 && mostBytes - warmBytes > GROWTH_BYTES_MAX) faults.push('memory grew');
  faults.push(...impossible);
  for (const fault of faults) console.log(`FAULT ${fault}`);
  console.log(faults.length === 0 ? 'no fault found' : `${faults.length} faults`);
  process.exit(faults.length === 0 ? 0 : 1);
}
