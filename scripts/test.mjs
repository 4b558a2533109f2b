// npm test: every test, in every engine this machine has. In CI a missing engine is an error.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ensureBundled } from './bundle.mjs';
import { binary, execute, ROOT } from './execute.mjs';
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
const reports = mkdtempSync(join(tmpdir(), 'attachkit-tests-'));
const failed = [];
for (const [config, runs] of suites) {
  const report = join(reports, `${config}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const arguments_ = ['run', '-c', config, ...reporters, ...process.argv.slice(2)];
  if (runs)
    await execute(binary('vitest'), arguments_).catch(() => failed.push({ config, failures: failuresOf(report) }));
}
rmSync(reports, { recursive: true });
announceMissing();
// Once more at the very end: of a long log the end is what is kept.
for (const { config, failures } of failed)
  console.error(`Failed: ${config}${failures.map((failure) => `\n  ${failure}`).join('')}`);
if (failed.length) process.exit(1);
console.log(`All tests passed in ${Math.round((Date.now() - started) / 1000)} s.`);

/** A line for each test that failed, and for each file that failed as a whole. */
function failuresOf(report) {
  if (!existsSync(report)) return ['ended without a report'];
  const files = JSON.parse(readFileSync(report, 'utf8')).testResults.filter(({ status }) => status === 'failed');
  const failures = files.flatMap(({ name, message, assertionResults }) => {
    const tests = assertionResults.filter(({ status }) => status === 'failed');
    const told = tests.map(({ fullName, failureMessages }) => `${fullName}: ${firstLineOf(failureMessages.join())}`);
    return (told.length ? told : [firstLineOf(message)]).map((failure) => `${relative(ROOT, name)} > ${failure}`);
  });
  return failures.length ? failures : ['no test, but an error outside of them'];
}

function firstLineOf(text) {
  // Vitest's report has no better word for a test that ran out of time.
  return text.split('\n', 1)[0].replace('Error: STACK_TRACE_ERROR', 'ran out of time');
}
