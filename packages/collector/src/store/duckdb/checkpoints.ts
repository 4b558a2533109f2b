/**
 * When the log is written into the database's file. DuckDB would do so in the middle of whichever commit makes the log
 * 16 MiB long, and every commit behind that one would wait: that is up to a second, several times a minute under load. Here it
 * happens in quiet moments; under load that knows none, seldom enough that one request in hundreds meets it.
 */
import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { log, reasonOf } from '../../log.ts';

/** DuckDB's own setting: later than ever comes to pass. */
export const NO_CHECKPOINTS_OF_ITS_OWN = { checkpoint_threshold: '1TB' };

export interface CheckpointOptions {
  /** The database's file. */
  path: string;
  /** Does it: nothing may be written meanwhile. */
  checkpoint: () => Promise<void>;
}

/** However busy it is: what is read again after a crash, and the time it takes, stay bounded. */
const LOG_BYTES_MAX = 128 * 1024 * 1024;
/** On a small disk sooner: in the database's file the same events take a fifth of the room. */
const LOG_DISK_SHARE_MAX = 0.25;
const LOG_BYTES_BOUND_MIN = 1024 * 1024;
/** In a quiet moment: less is not worth writing the last, half-filled group of rows anew. */
const LOG_BYTES_MIN = 4 * 1024 * 1024;
const QUIET_MS = 1_000;
const LOOK_INTERVAL_MS = 500;
const RETRY_MS = 10_000;

export class Checkpoints {
  readonly #options: CheckpointOptions;
  readonly #timer: NodeJS.Timeout;
  #bytesMax: number;
  #lastCommitAtMs = 0;
  #notBeforeMs = 0;
  #running = false;

  constructor(options: CheckpointOptions) {
    this.#options = options;
    this.#bytesMax = boundOf(options.path);
    this.#timer = setInterval(() => this.#look(), LOOK_INTERVAL_MS);
    this.#timer.unref();
  }

  /** To be told of every commit of events. */
  committed(): void {
    this.#lastCommitAtMs = performance.now();
    if (!this.#running && logBytes(this.#options.path) > this.#bytesMax) void this.#run();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    this.#bytesMax = boundOf(this.#options.path);
    const isQuiet = performance.now() - this.#lastCommitAtMs > QUIET_MS;
    if (!this.#running && logBytes(this.#options.path) > (isQuiet ? LOG_BYTES_MIN : this.#bytesMax)) void this.#run();
  }

  async #run(): Promise<void> {
    if (performance.now() < this.#notBeforeMs) return;
    this.#running = true;
    try {
      await this.#options.checkpoint();
    } catch (error) {
      this.#notBeforeMs = performance.now() + RETRY_MS;
      log('warn', 'checkpoint_failed', { reason: reasonOf(error) });
    } finally {
      this.#running = false;
    }
  }
}

function logBytes(path: string): number {
  return statSync(`${path}.wal`, { throwIfNoEntry: false })?.size ?? 0;
}

function boundOf(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return Math.min(LOG_BYTES_MAX, Math.max(LOG_BYTES_BOUND_MIN, bavail * bsize * LOG_DISK_SHARE_MAX));
  } catch {
    return LOG_BYTES_MAX;
  }
}
