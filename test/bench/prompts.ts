/** `npm run bench prompts`: the whole accessibility matrix, and how long a decision and a first paint take. */
import { launchPlaywrightChromium } from '../engines/chromium.ts';
import { faultsOf, LANGUAGES, LOOKS, PLACEMENTS } from '../widget/accessibility.ts';
import { HOST_PAGE } from '../widget/prompt-page.ts';
import { startSite } from '../widget/site.ts';
import { decisionMs, paintMs } from '../widget/speed.ts';

const [site, browser] = await Promise.all([startSite(() => ({ html: HOST_PAGE })), launchPlaywrightChromium()]);
const percentile = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(2);
for (const [what, samples, limit] of [
  ['decision over 100 prompts', await decisionMs(browser, site, 1000), 'p95 < 1 ms'],
  ['trigger to painted, script cached', await paintMs(browser, site, 20), 'p95 < 100 ms'],
] as const) {
  const sorted = [...samples].sort((one, other) => one - other);
  console.log(
    `${what}: p50 ${percentile(sorted, 0.5)} ms, p95 ${percentile(sorted, 0.95)} ms (${limit}), ${sorted.length} runs`,
  );
}

let looked = 0;
let faulty = 0;
for (const prompt of PLACEMENTS)
  for (const lang of LANGUAGES) {
    const faults = await faultsOf(browser, site, prompt, lang, LOOKS);
    looked += LOOKS.length;
    faulty += faults.length;
    console.log(`${prompt.placement.kind}, ${lang}: ${LOOKS.length} looks, ${faults.length} faults`);
    for (const fault of faults) console.log(`  ${fault}`);
  }
console.log(`${looked} looks, ${faulty} faults.`);
await browser.close();
await site.close();
process.exitCode = faulty ? 1 : 0;
