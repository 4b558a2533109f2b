/** Copies a database into a new file and puts that in the old one's place. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { memoryLimit } from './connections.ts';

/** @param path of a database that nobody has open */
export async function writeAnew(path: string): Promise<void> {
  const copy = `${path}.compacting`;
  for (const leftover of [copy, `${copy}.wal`]) rmSync(leftover, { force: true });
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: memoryLimit() });
  const connection = await instance.connect();
  try {
    await connection.run(`ATTACH '${quote(path)}' AS old (READ_ONLY)`);
    await connection.run(`ATTACH '${quote(copy)}' AS new`);
    await connection.run('COPY FROM DATABASE old TO new');
    // Closes the file with everything in it on disk, and no log beside it.
    await connection.run('DETACH new');
    await connection.run('DETACH old');
    if (existsSync(`${path}.wal`)) throw new Error('The database has a log that was not written into it.');
    renameSync(copy, path);
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(copy, { force: true });
  }
}

function quote(text: string): string {
  return text.replaceAll("'", "''");
}
