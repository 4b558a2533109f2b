// npm run build: bundles, type declarations, and what they weigh.
import { ensureBundled } from './bundle.mjs';
import { binary, execute } from './execute.mjs';
import { ensureInstalled } from './install.mjs';

await ensureInstalled({ forTests: true });
await ensureBundled({ force: true });
await execute(binary('tsc'), ['-b']);
const { report } = await import('./size.mjs');
report();
