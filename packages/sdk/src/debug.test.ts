import { expect, test } from 'vitest';
import { explain } from './debug.ts';
import { createTestKit } from './testing.ts';

test('says what happens, and why something does not', async () => {
  const { client, answerWith } = createTestKit({
    catalog: {
      addons: { copilot: { features: ['chat'], attached: { uses: 1, days: 1, window: 28 } } },
      limits: { credits: { feature: 'chat', max: 10, per: 'month' } },
    },
  });
  const said: string[] = [];
  const end = explain(client, (text) => said.push(text));
  await client.flush();
  await new Promise((resolve) => setTimeout(resolve, 10));
  client.used('chat');
  client.used('chat', -1);
  answerWith(500);
  await client.flush();
  client.optOut();
  client.used('chat');
  await client.flush();
  end();
  client.step('unheard');
  expect(said).toEqual(
    expect.arrayContaining([
      '[attachkit] Queued Feature Used.',
      '[attachkit] Counted 1 use of chat.',
      '[attachkit] Limit credits: 1 of 10, was 0.',
      '[attachkit] copilot is attached: 1 uses on 1 days, as far as this browser knows.',
      '[attachkit] Not recorded: a quantity is a whole number from 1.',
      '[attachkit] 2 events not taken (status 500): kept, and tried again later.',
      '[attachkit] Not recorded: the user has opted out.',
    ]),
  );
  expect(said.join()).not.toContain('unheard');
});
