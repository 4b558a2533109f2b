import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRefusalCode } from '../packages/collector/src/ingest/refusals.ts';
import { startTestCollector, type TestCollector } from '../packages/collector/src/testing.ts';
import catalog from './bench/load/attachkit.catalog.json' with { type: 'json' };
import { KEYS } from './bench/load/collector-process.ts';
import { type HostileRequest, hostileRequest, seededRandom } from './bench/load/hostile-requests.ts';
import { countImpossibleRows } from './bench/load/impossible-rows.ts';

const REQUESTS = 20_000;
const CONNECTIONS = 16;
const ANSWER_MS_MAX = 120_000;

let collector: TestCollector;

beforeAll(async () => {
  const keys = Object.fromEntries(Object.entries(KEYS).map(([kind, key]) => [kind, [key]]));
  collector = await startTestCollector({ keys, catalog: catalog as never });
});
afterAll(() => collector.dispose());

function send({ method, path, headers, body }: HostileRequest): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sending = request(collector.url, { method, path, headers, timeout: ANSWER_MS_MAX }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode!, text }));
    });
    sending.on('timeout', () => sending.destroy(new Error('no answer in time')));
    sending.on('error', (error) =>
      reject(new Error(`${error.message} for ${method} ${path} ${JSON.stringify(headers).slice(0, 300)}`)),
    );
    sending.end(body);
  });
}

test('20,000 hostile requests: no 500, nothing stored that should not be, every refusal from the closed list', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const random = seededRandom(seed);
  const faults: string[] = [];
  let sent = 0;
  const sendOn = async () => {
    while (sent++ < REQUESTS && faults.length < 10) {
      const hostile = hostileRequest(random);
      const { status, text } = await send(hostile);
      const told = hostile.method === 'POST' && hostile.path === '/v1/batch' ? JSON.parse(text) : {};
      const codes = [...(told.rejected ?? []), ...(told.error ? [told.error] : [])].map(({ code }) => code);
      if (status >= 500) faults.push(`${hostile.method} ${hostile.path} answered ${status}: ${hostile.body}`);
      faults.push(...codes.filter((code) => !isRefusalCode(code)));
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sendOn));
  expect(faults, `seed ${seed}`).toEqual([]);
  expect(await countImpossibleRows(collector.store), `seed ${seed}`).toEqual({});
}, 900_000);
