// Brings the dependencies in, with the package manager that package.json names, and only when they changed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binary, execute, ROOT } from './execute.mjs';

const STAMP = join(ROOT, 'node_modules', '.attachkit-installed');
const NODE_MAJOR_MIN = 20;

/** @param {{ forTests: boolean }} what the tests' tools are installed only when they are needed */
export async function ensureInstalled({ forTests }) {
  if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
    throw new Error(`Node ${NODE_MAJOR_MIN} or newer is needed; this is ${process.version}.`);
  }
  const lockfile = createHash('sha256')
    .update(readFileSync(join(ROOT, 'pnpm-lock.yaml')))
    .digest('hex');
  const installed = existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : '';
  const all = `${lockfile} all`;
  if (installed === all || (!forTests && installed === `${lockfile} production`)) return;

  const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  console.log(`Installing dependencies with ${packageManager} …`);
  // A machine that tests keeps the tests' tools: going back and forth would reinstall each time.
  const everything = forTests || existsSync(binary('vitest'));
  const flags = ['install', '--frozen-lockfile', '--reporter=append-only', ...(everything ? [] : ['--prod'])];
  await execute('npx', ['-y', packageManager, ...flags], { env: { CI: 'true' } });
  writeFileSync(STAMP, everything ? all : `${lockfile} production`);
}
