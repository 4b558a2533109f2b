/** The open database: one connection that appends, one for transactions, a few that answer questions. */
import { totalmem } from 'node:os';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { NO_CHECKPOINTS_OF_ITS_OWN } from './checkpoints.ts';

export interface Connections {
  instance: DuckDBInstance;
  appending: DuckDBConnection;
  transacting: DuckDBConnection;
  reading: DuckDBConnection[];
}

export const READERS = 3;

const MEMORY_MIB_MAX = 2048;

/** Half of what the machine, or the container, has, and no more than 2 GiB: what was read once would else stay until all is full. */
export function memoryLimit(): string {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return `${Math.min(MEMORY_MIB_MAX, Math.floor(bytes / 2 / 1024 / 1024))}MiB`;
}

export async function connect(path: string, settings: Record<string, string> = {}): Promise<Connections> {
  const instance = await DuckDBInstance.create(path, {
    ...NO_CHECKPOINTS_OF_ITS_OWN,
    memory_limit: memoryLimit(),
    ...settings,
  });
  const open = () => instance.connect();
  return {
    instance,
    appending: await open(),
    transacting: await open(),
    reading: await Promise.all(Array.from({ length: READERS }, open)),
  };
}

/** Nothing may be running on any of them. */
export async function disconnect({ instance, appending, transacting, reading }: Connections): Promise<void> {
  await appending.run('CHECKPOINT').catch(() => {});
  for (const connection of [appending, transacting, ...reading]) connection.closeSync();
  instance.closeSync();
}
