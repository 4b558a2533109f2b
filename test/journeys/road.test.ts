import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { armOf } from '../../packages/widget/src/decide/assignment.ts';
import { launchPlaywrightChromium } from '../engines/chromium.ts';
import { type DemoSite, openDemoSite } from './demo-site.ts';

let site: DemoSite;
let browser: Browser;
beforeAll(async () => {
  [site, browser] = await Promise.all([openDemoSite(), launchPlaywrightChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Workspaces that see prompts: the holdout would rightly see none. */
const treated = Array.from({ length: 40 }, (_, index) => `ws_road${String(index).padStart(4, '0')}`).filter(
  (id) => armOf(id, 'copilot', 0.2) === 'treated',
);

async function openWorkspace(id: string): Promise<Page> {
  const context = await browser.newContext();
  await context.addInitScript(`localStorage.setItem('northfold:workspace', '${id}')`);
  const page = await context.newPage();
  await page.goto(`${site.url}/demo/`);
  await page.getByText(/^3[67] of 50$/).waitFor();
  return page;
}

const useAssistant = async (page: Page, times: number) => {
  for (let use = 0; use < times; use += 1) await page.getByRole('button', { name: 'Summarise' }).click();
};
const tryButton = (page: Page) => page.getByRole('button', { name: 'Try Fold AI for 14 days' });
const flush = (page: Page) => page.evaluate('attachkit.flush()');

async function offline(page: Page, work: () => Promise<void>) {
  await page.context().setOffline(true);
  await work();
  await page.context().setOffline(false);
}

async function startTrialFromPrompt(page: Page) {
  await tryButton(page).click();
  await page.getByText(/no limit/).waitFor();
}

async function buy(page: Page) {
  await page.getByRole('link', { name: 'Plan and billing' }).click();
  await page.getByRole('button', { name: 'Buy Fold AI' }).click();
  await page.getByText('Fold AI is yours.').waitFor();
}

/** How often each event of the browser's own user, and each sale, is in the database. */
async function stored(account: string): Promise<Record<string, number>> {
  const rows = await site.rows(
    `SELECT received_name AS name, count(*) AS events, count(DISTINCT message_id) AS ids FROM event
     WHERE group_id = $account AND (user_id = $user OR addon = 'copilot') AND received_name IS NOT NULL GROUP BY received_name`,
    { account, user: `${account}_user_mara` },
  );
  for (const { events, ids } of rows) expect(events).toBe(ids);
  return Object.fromEntries(rows.map(({ name, events }) => [name, events]));
}

test('from a use of the AI feature to one account more in the attach rate', async () => {
  const account = treated[0]!;
  const page = await openWorkspace(account);
  const before = await site.attachRate({ addon: 'copilot' });
  await useAssistant(page, 3);
  await startTrialFromPrompt(page);
  await buy(page);
  await flush(page);

  expect(await stored(account)).toMatchObject({
    'Feature Used': 3,
    'Limit Approached': 1,
    'Prompt Triggered': 1,
    'Prompt Shown': 1,
    'Prompt Clicked': 1,
    'Trial Started': 1,
    'Add-on Purchased': 1,
  });
  const after = await site.attachRate({ addon: 'copilot' });
  expect(after.numerator).toBe(before.numerator + 1);
  expect(await site.attachRate({ addon: 'copilot', numerator: 'trial' })).toMatchObject({ numerator: after.numerator });
  await page.context().close();
});

test('with the network off in the middle nothing is lost and nothing counts twice', async () => {
  const account = treated[1]!;
  const page = await openWorkspace(account);
  const before = await site.attachRate({ addon: 'copilot' });
  await useAssistant(page, 1);
  await offline(page, async () => {
    await useAssistant(page, 1);
    await page.waitForTimeout(3_000);
    expect((await stored(account))['Feature Used'] ?? 0).toBeLessThan(2);
  });
  await useAssistant(page, 1);
  await startTrialFromPrompt(page);
  await offline(page, () => useAssistant(page, 2));
  await buy(page);
  await flush(page);

  await expect
    .poll(() => stored(account), { timeout: 40_000, interval: 500 })
    .toMatchObject({
      'Feature Used': 5,
      'Prompt Triggered': 1,
      'Prompt Clicked': 1,
      'Trial Started': 1,
      'Add-on Purchased': 1,
    });
  expect((await site.attachRate({ addon: 'copilot' })).numerator).toBe(before.numerator + 1);
  await page.context().close();
});
