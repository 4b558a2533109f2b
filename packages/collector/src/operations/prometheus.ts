/** `/metrics` in Prometheus' format: the process, what is taken in, what waits. */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { WriteBuffer } from '../ingest/write-buffer.ts';
import type { Observations, ObservedKind } from './observations.ts';

const PREFIX = 'attachkit_';

export function createPrometheus(observations: Observations, buffer: WriteBuffer): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: PREFIX });
  countBy(registry, 'events_accepted_total', 'Messages stored, by what they mean', 'event', () =>
    observations.list('accepted'),
  );
  countBy(registry, 'events_refused_total', 'Messages refused, by code', 'code', () => observations.list('refused'));
  countBy(registry, 'events_duplicate_total', 'Messages stored before', 'event', () => observations.list('duplicate'));
  countBy(registry, 'events_late_total', 'Messages more than an hour late', 'event', () =>
    observations.list('late' satisfies ObservedKind),
  );
  new Gauge({
    name: `${PREFIX}events_waiting`,
    help: 'Messages that wait to be written',
    registers: [registry],
    collect() {
      this.set(buffer.waitingEvents);
    },
  });
  return registry;
}

type Names = () => { name: string; count: number }[];

function countBy(registry: Registry, name: string, help: string, label: string, list: Names): void {
  new Counter({
    name: PREFIX + name,
    help,
    labelNames: [label],
    registers: [registry],
    collect() {
      this.reset();
      for (const { name: value, count } of list()) this.inc({ [label]: value }, count);
    },
  });
}
