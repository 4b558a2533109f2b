/** Commands that work on a data directory by themselves, or through the collector that has it. */
import type { parseArgs } from 'node:util';
import { CatalogInvalid, formatProblem } from '../catalog/problem.ts';
import { type Installation, openInstallation } from '../installation.ts';
import { KEY_VARIABLE } from '../keys/key.ts';
import { StoreBusy } from '../store/store.ts';
import { UsageError } from './command.ts';
import { identitySecretsFromEnvironment, keyFromEnvironment } from './environment.ts';

export const WHERE_OPTIONS = {
  data: { type: 'string', default: '.attachkit' },
  catalog: { type: 'string', default: 'attachkit.catalog.json' },
  url: { type: 'string' },
} as const;

export const WHERE_HELP = `  --data DIR           the data directory, while no collector runs on it; default .attachkit
  --catalog FILE       default attachkit.catalog.json
  --url URL            instead: ask the collector that runs there, with ${KEY_VARIABLE.admin} from the environment`;

export type Where = ReturnType<typeof parseArgs<{ options: typeof WHERE_OPTIONS }>>['values'];

export async function withInstallation<T>(where: Where, work: (installation: Installation) => Promise<T>): Promise<T> {
  const installation = await open(where);
  try {
    return await work(installation);
  } finally {
    await installation.close();
  }
}

async function open({ data, catalog }: Where): Promise<Installation> {
  try {
    return await openInstallation({ dataDir: data, catalog, identitySecrets: identitySecretsFromEnvironment() });
  } catch (error) {
    if (error instanceof CatalogInvalid) {
      throw new Error(`the catalog cannot be used.\n${error.problems.map(formatProblem).join('\n')}`);
    }
    if (error instanceof StoreBusy) {
      throw new Error(`${error.message}\nOr ask the collector that has it: --url http://127.0.0.1:4600`);
    }
    throw error;
  }
}

/** @throws {Error} with what the collector said, unless it said yes */
export async function askCollector(url: string, path: string, method = 'POST', body?: unknown): Promise<unknown> {
  const key = keyFromEnvironment('admin');
  if (!key) throw new UsageError(`--url needs an admin key in ${KEY_VARIABLE.admin}.`);
  const answer = await fetch(new URL(path, url), {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch((error: Error) => {
    throw new Error(`${url} does not answer (${(error.cause as Error | undefined)?.message ?? error.message}).`);
  });
  const said = (await answer.json().catch(() => ({}))) as { error?: { message?: string } };
  if (!answer.ok) throw new Error(`the collector answered ${answer.status}: ${said.error?.message ?? ''}`);
  return said;
}
