// npm run bench NAME [OPTIONS]: measurements that take their time; each prints its ratio against a peer or a limit.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBundled } from './bundle.mjs';
import { ROOT } from './execute.mjs';
import { ensureInstalled } from './install.mjs';

const names = readdirSync(join(ROOT, 'test', 'bench'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3));
const [name, ...options] = process.argv.slice(2);
if (!name || !names.includes(name)) {
  console.error(`npm run bench NAME [-- OPTIONS], where NAME is one of: ${names.join(', ')}`);
  process.exit(name ? 2 : 0);
}
await ensureInstalled({ forTests: true });
await ensureBundled();
const { runTypeScript } = await import('./typescript.mjs');
process.argv = [process.argv[0], name, ...options];
await runTypeScript(`test/bench/${name}.ts`);
