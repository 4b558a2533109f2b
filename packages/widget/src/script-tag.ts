/** What the SDK's script tag brings in when a prompt may be due. */
import type { WidgetModule } from '@attachkit/sdk';
import { createPrompts } from './prompts.ts';

(globalThis as { attachkitWidget?: WidgetModule }).attachkitWidget = { start: createPrompts };
