/** What the SDK's script tag brings in when a prompt may be due. */
import type { WidgetModule } from '@attachkit/sdk';
import { createPrompts } from './prompts.ts';
import { verified } from './verified.ts';

(globalThis as { attachkitWidget?: WidgetModule }).attachkitWidget = Object.assign(verified, { start: createPrompts });
