/** The other tabs of this origin. Closed while the page rests in the back/forward cache: a message would end it there. */

export interface Tabs {
  post_(message: unknown): void;
  open_(): void;
  close_(): void;
}

export function shareWithTabs(name: string, onMessage: (message: never) => void): Tabs {
  let channel: BroadcastChannel | undefined;
  const tabs = {
    post_(message: unknown) {
      channel?.postMessage(message);
    },
    open_() {
      channel = new BroadcastChannel(name);
      channel.onmessage = (event) => onMessage(event.data as never);
    },
    close_() {
      channel?.close();
      channel = undefined;
    },
  };
  return tabs;
}
