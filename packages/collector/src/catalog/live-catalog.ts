/** The catalog in force: read at the start, read again when its file changes, never replaced by one with a mistake. */
import { unwatchFile, watchFile } from 'node:fs';
import type { Catalog } from '@attachkit/sdk/catalog';
import { reinterpret } from '../ingest/reinterpret.ts';
import { log } from '../log.ts';
import type { Rollup } from '../rollup/rollup.ts';
import { Mutex } from '../store/mutex.ts';
import type { Store } from '../store/store.ts';
import { type CompiledCatalog, compileCatalog } from './compiled-catalog.ts';
import { recordDefinition } from './definitions.ts';
import { CatalogInvalid, formatProblem, type LocatedProblem } from './problem.ts';
import { readCatalogFile } from './read-catalog.ts';

const WATCH_INTERVAL_MS = 1000;

export interface LiveCatalogOptions {
  store: Store;
  rollup: () => Rollup;
  /** Epoch milliseconds. */
  now: () => number;
}

export class LiveCatalog {
  readonly #source: string | Catalog;
  readonly #changes = new Mutex();
  #current: CompiledCatalog;
  #problems: readonly LocatedProblem[];

  /** @throws {CatalogInvalid} */
  constructor(source: string | Catalog) {
    this.#source = source;
    const { catalog, problems } = read(source);
    this.#current = compileCatalog(catalog);
    this.#problems = problems;
  }

  get current(): CompiledCatalog {
    return this.#current;
  }

  /** What is wrong with the file as it stands; with an error in it, an earlier state is in force. */
  get problems(): readonly LocatedProblem[] {
    return this.#problems;
  }

  /** Records what is in force, brings the stored events to it, and follows the file. */
  async begin(options: LiveCatalogOptions): Promise<void> {
    await this.#adopt(this.#current, options);
    if (typeof this.#source !== 'string') return;
    const file = this.#source;
    watchFile(file, { interval: WATCH_INTERVAL_MS, persistent: false }, () => void this.#reload(file, options));
  }

  async end(): Promise<void> {
    if (typeof this.#source === 'string') unwatchFile(this.#source);
    await this.#changes.idle();
  }

  #reload(file: string, options: LiveCatalogOptions): Promise<void> {
    return this.#changes.run(async () => {
      try {
        const { catalog, problems } = readCatalogFile(file);
        this.#problems = problems;
        await this.#adopt(compileCatalog(catalog), options);
        log('info', 'catalog_loaded', { version: catalog.version });
      } catch (error) {
        if (!(error instanceof CatalogInvalid)) {
          log('error', 'catalog_change_failed', { reason: error instanceof Error ? error.message : String(error) });
          return;
        }
        this.#problems = error.problems;
        log('error', 'catalog_invalid', { problems: error.problems.map(formatProblem) });
      }
    });
  }

  async #adopt(next: CompiledCatalog, { store, rollup, now }: LiveCatalogOptions): Promise<void> {
    const before = await recordDefinition(store, next.source, now());
    // First, so that what arrives from here on is read by the new catalog already.
    this.#current = next;
    if (before && (await reinterpret(store, compileCatalog(before), next))) await rollup().invalidate();
  }
}

function read(source: string | Catalog): { catalog: Catalog; problems: readonly LocatedProblem[] } {
  return typeof source === 'string' ? readCatalogFile(source) : { catalog: source, problems: [] };
}
