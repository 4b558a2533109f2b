/** Writes one account's messages as a page or a host's server would have sent them. */
import type { EventName, Message } from '@attachkit/sdk/protocol';
import type { Profile } from './profile.ts';

export type Fields = Record<string, string | number | boolean>;

export class Journal {
  readonly messages: Message[] = [];
  readonly #prefix: string;
  readonly #profile: Profile;

  constructor(profile: Profile, seed: string) {
    this.#profile = profile;
    this.#prefix = `seed-${seed}-${profile.id}`;
  }

  /** By one of the account's users; without one, by the host's server for the account as a whole. */
  track(atMs: number, event: EventName | string, properties: Fields, user?: string): void {
    this.#add(atMs, {
      type: 'track',
      event,
      properties,
      ...(user && { userId: user }),
      context: { groupId: this.#profile.id },
    });
  }

  group(atMs: number, traits: Fields): void {
    this.#add(atMs, { type: 'group', userId: this.#profile.users[0]!, groupId: this.#profile.id, traits });
  }

  identify(atMs: number, user: string, traits: Fields): void {
    this.#add(atMs, { type: 'identify', userId: user, traits, context: { groupId: this.#profile.id } });
  }

  #add(atMs: number, message: Omit<Message, 'messageId' | 'timestamp'>): void {
    this.messages.push({
      ...message,
      messageId: `${this.#prefix}-${this.messages.length}`,
      timestamp: new Date(Math.round(atMs)).toISOString(),
    });
  }
}
