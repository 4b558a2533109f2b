import { parseArgs } from 'node:util';
import type { BatchAnswer } from '@attachkit/sdk/protocol';
import { mendOf } from '../ingest/refusals.ts';
import { type Command, UsageError } from './command.ts';
import { readMessages } from './read-messages.ts';
import { askCollector, WHERE_HELP, WHERE_OPTIONS, type Where, withInstallation } from './where.ts';

export const command: Command = {
  help: `attachkit import FILE… [options]

Takes in messages from files, with the rights of a server key: one JSON message a line, a JSON array,
or {"batch": […]}; gzipped or not. Ids are compared with everything stored, so running it twice changes nothing.

${WHERE_HELP}`,

  async run(parameters) {
    const { values, positionals } = parseArgs({ args: parameters, options: WHERE_OPTIONS, allowPositionals: true });
    if (positionals.length === 0) throw new UsageError('Name the files to import.');
    const total = new ImportTotal();
    await withDestination(values, async (take) => {
      for (const file of positionals) {
        for await (const messages of readMessages(file)) total.add(await take(messages));
      }
    });
    total.print();
    return 0;
  },
};

type Take = (messages: unknown[]) => Promise<BatchAnswer>;

async function withDestination(where: Where, work: (take: Take) => Promise<void>): Promise<void> {
  const { url } = where;
  if (url) return work((batch) => askCollector(url, '/v1/import', 'POST', { batch }) as Promise<BatchAnswer>);
  await withInstallation(where, async ({ store, ingestion }) => {
    await store.compareWithEverything();
    await work((messages) => ingestion.take({ messages, sentAt: null, context: null, keySpace: 'server', bytes: 0 }));
  });
}

const PROGRESS_INTERVAL_MS = 1000;

class ImportTotal {
  readonly #startedAtMs = performance.now();
  readonly #refused = new Map<string, number>();
  #accepted = 0;
  #duplicates = 0;
  #warnings = 0;
  #shownAtMs = 0;

  add({ accepted, duplicates, rejected, warnings }: BatchAnswer): void {
    this.#accepted += accepted;
    this.#duplicates += duplicates;
    this.#warnings += warnings.length;
    for (const { code } of rejected) this.#refused.set(code, (this.#refused.get(code) ?? 0) + 1);
    const nowMs = performance.now();
    if (!process.stderr.isTTY || nowMs - this.#shownAtMs < PROGRESS_INTERVAL_MS) return;
    this.#shownAtMs = nowMs;
    const perSecond = Math.round((this.#accepted / (nowMs - this.#startedAtMs)) * 1000);
    process.stderr.write(`\r${this.#accepted} stored, ${perSecond}/s `);
  }

  print(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    const refused = [...this.#refused.values()].reduce((sum, count) => sum + count, 0);
    console.log(
      `${this.#accepted} stored, ${this.#duplicates} were stored before, ${refused} refused, ${this.#warnings} warnings.`,
    );
    for (const [code, count] of this.#refused) console.log(`  ${code}: ${count}. ${mendOf(code)}`);
  }
}
