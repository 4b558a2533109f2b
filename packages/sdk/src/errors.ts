/** Code that must fail to compile: what a catalog does not know. Checked by `tsc`, never run. */
import { createAttachkit } from './index.ts';
import type { Attachkit } from './public-api.ts';

export function mistakes(): void {
  const client = createAttachkit({
    writeKey: 'wk_types',
    catalog: {
      product: { features: ['boards'] },
      addons: { copilot: { features: ['chat'], attached: { uses: 3, days: 2, window: 28 } } },
      limits: { credits: { feature: 'chat', max: 10, per: 'month' } },
    },
  });
  client.used('chat');
  client.viewed('boards');
  client.gated('chat', 'copilot');
  client.status('copilot');
  client.limit('credits');
  // @ts-expect-error Argument of type '"chta"' is not assignable to parameter of type '"boards" | "chat"'.
  client.used('chta');
  // @ts-expect-error Argument of type '"analytics"' is not assignable to parameter of type '"copilot"'.
  client.status('analytics');
  // @ts-expect-error Argument of type '"seats"' is not assignable to parameter of type '"credits"'.
  client.limit('seats');
  // @ts-expect-error Argument of type '"analytics"' is not assignable to parameter of type '"copilot"'.
  client.gated('chat', 'analytics');
  // @ts-expect-error Type 'number' is not assignable to type 'string'.
  createAttachkit({ writeKey: 1 });

  // What takes any client takes this one; and without a catalog any name goes.
  const any: Attachkit = client;
  any.used('anything');
  createAttachkit({ writeKey: 'wk_types' }).used('anything');
}
