/** Consent, opting out, and forgetting. */
import type { Core } from './core.ts';
import { writeLocal } from './local.ts';
import type { Consent } from './public-api.ts';

export function createRespectMethods(core: Core, load: () => void) {
  const { identity_: identity, journal_: journal, queue_: queue } = core;
  const forget = () => {
    queue.clear_();
    journal.clear_();
  };
  const purge_ = () => {
    forget();
    core.usage_.clear_();
    core.levels_.clear_();
    identity.renew_();
    core.crossings_.forget_();
    core.tell_({ type: 'purge' });
    core.tell_({ type: 'identity' });
  };
  return {
    /** Drops all that is kept of whoever this page speaks for. */
    purge_,
    consent(consent: Consent) {
      if (core.consent_.value === consent) return;
      core.consent_.value = consent;
      journal.settle_();
      if (consent === 'granted') {
        identity.save_();
        load();
      } else if (consent === 'denied') {
        forget();
        writeLocal(core.name_);
      }
    },
    optOut(options?: { purge?: boolean }) {
      identity.change_({ optedOut: true });
      if (options?.purge) purge_();
    },
    optIn() {
      identity.change_({ optedOut: undefined });
    },
  };
}
