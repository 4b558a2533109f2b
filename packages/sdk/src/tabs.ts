/** The other tabs of this origin. Not listened to while the page rests in the back/forward cache: a message would end it there. */
import type { Core } from './core.ts';
import { evaluate } from './crossings.ts';
import type { TabMessage } from './signals.ts';
import { addUse } from './usage.ts';

export function openTabs(core: Core): void {
  core.channel_ ??= new BroadcastChannel(core.name_);
  core.channel_.onmessage = ({ data: { ids = [], uses = [] } }: MessageEvent<TabMessage>) => {
    for (const id of ids) core.own_.delete(id);
    for (const use of uses) {
      addUse(core, use);
      evaluate(core, use.feature, true);
    }
  };
}

export function closeTabs(core: Core): void {
  core.channel_?.close();
  core.channel_ = undefined;
}
