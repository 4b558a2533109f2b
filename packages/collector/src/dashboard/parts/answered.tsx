import type { ComponentChildren } from 'preact';
import type { Asked } from '../api/use-answer.ts';
import { Failure } from './failure.tsx';

/** Draws an answer once it is there; a newer one on its way dims the old, so that nothing jumps. */
export function Answered<T>({ asked, children }: { asked: Asked<T>; children: (answer: T) => ComponentChildren }) {
  if (asked.error) return <Failure error={asked.error} retry={asked.again} />;
  if (!asked.answer) {
    return (
      <div class="waiting" role="status">
        <span class="hidden">Loading</span>
      </div>
    );
  }
  return (
    <div class="answered" aria-busy={asked.loading}>
      {children(asked.answer)}
    </div>
  );
}
