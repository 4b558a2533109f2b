import type { TargetedEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Refused } from '../api/client.ts';
import { signIn } from '../api/session.ts';

export function SignIn({ ended }: { ended: boolean }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [waiting, setWaiting] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const submit = async (event: TargetedEvent<HTMLFormElement, SubmitEvent>) => {
    event.preventDefault();
    const key = field.current!.value.trim();
    setProblem(explainKey(key));
    if (explainKey(key)) return field.current!.focus();
    setWaiting(true);
    try {
      await signIn(key);
    } catch (error) {
      setWaiting(false);
      setProblem(
        error instanceof Refused && error.status === 401
          ? 'This read key is not known here. Perhaps it was rotated.'
          : (error as Error).message,
      );
      field.current?.focus();
    }
  };
  return (
    <main class="sign-in">
      <form onSubmit={submit} noValidate>
        <img src="assets/favicon.svg" alt="" width="36" height="36" />
        <h1>Attachkit</h1>
        <p class="soft">
          {ended
            ? 'Your session has ended. Sign in again to go on where you were.'
            : 'Sign in to see your attach rates.'}
        </p>
        <label for="read-key">Read key</label>
        <input
          ref={field}
          id="read-key"
          type="password"
          name="readKey"
          autocomplete="current-password"
          placeholder="rk_…"
          spellcheck={false}
          aria-invalid={problem !== null}
          aria-describedby="read-key-help"
        />
        <p id="read-key-help" class={problem ? 'problem' : 'soft'} role={problem ? 'alert' : undefined}>
          {problem ?? (
            <>
              It begins with rk_. The collector printed it at its first start, the demo prints it at every start.
              Another comes from <code>attachkit keys make read</code>, in a checkout{' '}
              <code>
                npm run --silent attachkit <span>-- keys make read</span>
              </code>
              , with <code>--data</code> where the collector has its own.
            </>
          )}
        </p>
        <button type="submit" class="primary" disabled={waiting}>
          {waiting ? 'Signing in …' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}

function explainKey(key: string): string | null {
  if (key === '') return 'Enter your read key.';
  if (key.startsWith('wk_')) return 'This is a write key, for pages. The dashboard needs a read key (rk_…).';
  if (key.startsWith('sk_'))
    return 'This is a server key: keep it on your server. The dashboard needs a read key (rk_…).';
  return null;
}
