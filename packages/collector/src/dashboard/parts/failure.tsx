import { Refused } from '../api/client.ts';

/** Something could not be answered: why, and the way out. */
export function Failure({ error, retry }: { error: Error; retry: () => void }) {
  const known = error instanceof Refused;
  return (
    <div class="empty" role="alert">
      <h2>{known ? 'This cannot be answered' : 'No answer'}</h2>
      <p>{error.message}</p>
      <p>
        <button type="button" onClick={retry}>
          Try again
        </button>
      </p>
    </div>
  );
}
