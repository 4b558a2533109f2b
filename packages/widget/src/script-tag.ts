/** What the SDK's script tag brings in when a prompt may be due. */
import type { WidgetModule } from '@attachkit/sdk';
import { createPrompts } from './prompts.ts';
import { importBy, verified } from './verified.ts';

const start: WidgetModule['start'] = (client, options, pending, addScript) => {
  importBy(addScript);
  return createPrompts(client, options, pending);
};

(globalThis as { attachkitWidget?: WidgetModule }).attachkitWidget = Object.assign(verified, { start });
