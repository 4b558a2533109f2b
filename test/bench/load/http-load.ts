/** Load over HTTP from this process: so many connections, each sending its next request when the last is answered. */
import { Agent, request } from 'node:http';
import { KEYS } from './collector-process.ts';
import { referenceEvent } from './messages.ts';

export interface LoadResult {
  eventsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
}

/** With what it was made of, so that several can be joined. */
export interface MeasuredLoad extends LoadResult {
  elapsedMs: number;
  /** Of each request. */
  latenciesMs: number[];
}

export interface LoadShape {
  connections: number;
  /** In one request; 1 uses the single endpoint. */
  events: number;
  seconds: number;
}

/** @param makeEvent what is sent; default: a use of a feature, as Segment's client sends it */
export async function loadOverHttp(
  url: string,
  { connections, events, seconds }: LoadShape,
  makeEvent: () => object = referenceEvent,
): Promise<MeasuredLoad> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  const send = async () => {
    while (performance.now() < endsAt) {
      const body = JSON.stringify(events === 1 ? makeEvent() : makeBatch(events, makeEvent));
      const sentAt = performance.now();
      await post(agent, `${url}/v1/${events === 1 ? 'track' : 'batch'}`, body);
      latencies.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: connections }, send));
  agent.destroy();
  return summarize(latencies, events, performance.now() - startedAt);
}

export function summarize(latenciesMs: number[], events: number, elapsedMs: number): MeasuredLoad {
  const sorted = latenciesMs.toSorted((left, right) => left - right);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  const eventsPerSecond = (sorted.length * events * 1000) / elapsedMs;
  return { eventsPerSecond, p50Ms: at(0.5), p99Ms: at(0.99), elapsedMs, latenciesMs };
}

function makeBatch(events: number, makeEvent: () => object) {
  return { batch: Array.from({ length: events }, makeEvent), sentAt: new Date().toISOString() };
}

function post(agent: Agent, url: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${KEYS.server}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const sending = request(url, { agent, method: 'POST', headers }, (answer) => {
      answer.resume();
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`answered ${answer.statusCode}`)),
      );
    });
    sending.on('error', reject);
    sending.end(body);
  });
}
