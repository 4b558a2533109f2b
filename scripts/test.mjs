// npm test: every test, in every engine this machine has. In CI a missing engine is an error.
import { ensureBundled } from './bundle.mjs';
import { binary, execute } from './execute.mjs';
import { ensureInstalled } from './install.mjs';
import { runTypeScript } from './typescript.mjs';

const started = Date.now();
await ensureInstalled({ forTests: true });
await ensureBundled();
await execute(binary('tsc'), ['-b']);

const { ENGINE_NAMES } = await runTypeScript('test/engines/engine.ts');
const { findEngine, howToInstall } = await runTypeScript('test/engines/find.ts');
const missing = ENGINE_NAMES.filter((name) => !findEngine(name));
const announceMissing = () => {
  for (const name of missing) console.error(`NOT TESTED in ${name}: it is not on this machine. ${howToInstall(name)}`);
};
announceMissing();
if (missing.length && process.env.CI) process.exit(1);

const suites = [
  ['vitest.config.ts', true],
  ['vitest.browser.config.ts', missing.length < ENGINE_NAMES.length],
  ['vitest.journeys.config.ts', !missing.includes('chromium')],
];
const failed = [];
for (const [config, runs] of suites) {
  const arguments_ = ['run', '-c', config, ...process.argv.slice(2)];
  if (runs) await execute(binary('vitest'), arguments_).catch(() => failed.push(config));
}
announceMissing();
if (failed.length) {
  console.error(`Failed: ${failed.join(', ')}`);
  process.exit(1);
}
console.log(`All tests passed in ${Math.round((Date.now() - started) / 1000)} s.`);
