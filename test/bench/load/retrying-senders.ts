/** Senders as they should be: the same batch, under the same ids, until it is acknowledged. */
import { randomInt } from 'node:crypto';
import { KEYS } from './collector-process.ts';
import { referenceEvent } from './messages.ts';

export interface Journal {
  /** Ids of every message that was ever sent. */
  sent: Set<string>;
  /** Ids of every message that a 200 named accepted or a duplicate. */
  acknowledged: Set<string>;
  /** Requests that were sent again. */
  retried: number;
  /** How often each status was answered. */
  answers: Map<number, number>;
}

const SENDERS = 8;
const RETRY_MS = 20;
const EVENTS_MAX = 40;

export class RetryingSenders {
  readonly journal: Journal = { sent: new Set(), acknowledged: new Set(), retried: 0, answers: new Map() };
  readonly #url: string;
  #running: Promise<void>[] = [];
  #stopping = false;

  constructor(url: string) {
    this.#url = url;
  }

  /** Once; they live on while the collector comes and goes. */
  start(): void {
    if (this.#running.length === 0) this.#running = Array.from({ length: SENDERS }, () => this.#send());
  }

  /** Stops making new messages, and waits until every one made is acknowledged. */
  async finish(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#running);
  }

  async #send(): Promise<void> {
    while (!this.#stopping) {
      const batch = Array.from({ length: randomInt(1, EVENTS_MAX) }, () => referenceEvent());
      for (const { messageId } of batch) this.journal.sent.add(messageId);
      while (!(await this.#attempt(batch))) {
        this.journal.retried += 1;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
      for (const { messageId } of batch) this.journal.acknowledged.add(messageId);
    }
  }

  async #attempt(batch: { messageId: string }[]): Promise<boolean> {
    try {
      const answer = await fetch(`${this.#url}/v1/batch`, {
        method: 'POST',
        headers: { authorization: `Bearer ${KEYS.server}`, 'content-type': 'application/json' },
        body: JSON.stringify({ batch, sentAt: new Date().toISOString() }),
      });
      const { accepted, duplicates } = (await answer.json()) as { accepted: number; duplicates: number };
      this.journal.answers.set(answer.status, (this.journal.answers.get(answer.status) ?? 0) + 1);
      return answer.status === 200 && accepted + duplicates === batch.length;
    } catch {
      return false;
    }
  }
}
