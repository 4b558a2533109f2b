import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

test.each(['sdk', 'widget', 'collector'])('%s: its package.json says what is in its folder', async (name) => {
  const { messages } = await publint({ pkgDir: join(ROOT, 'packages', name), pack: false, strict: true });
  expect(messages).toEqual([]);
});

/** The script-tag files are not for importing. */
const SCRIPTS = ['attachkit.js', 'attachkit-debug.js', 'snippet.js', 'attachkit-widget.js'];

test.each(['sdk', 'widget'])('%s: every entry has its types, for bundlers and for Node', async (name) => {
  const attw = join(ROOT, 'node_modules/.bin/attw');
  const flags = ['--pack', '.', '--profile', 'esm-only', '--exclude-entrypoints', ...SCRIPTS];
  // Ends with an error, and its findings, where there are any.
  const { stdout } = await run(attw, flags, { cwd: join(ROOT, 'packages', name) });
  expect(stdout).toContain(`"@attachkit/${name}"`);
});
