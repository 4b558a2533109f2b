import type { Answer } from '../api/answers.ts';
import * as format from '../format.ts';

export interface Explanation {
  /** As it stands beside the number. */
  name: string;
  text: string;
}

/** Folded away below a card's numbers: what each of them is, and the definition they are all read by. */
export function Explained({ answer, numbers }: { answer: Answer<unknown>; numbers: Explanation[] }) {
  const { definition, asOf, timezone, retention } = answer;
  return (
    <details class="explained">
      <summary>What these numbers mean</summary>
      <dl>
        {numbers.map(({ name, text }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
        <div>
          <dt>{definition.title}, as it is defined</dt>
          <dd>{definition.text}</dd>
        </div>
      </dl>
      <p class="soft">
        Up to {format.date(asOf, 'long')}, {timezone}. Catalog {definition.catalogVersion}. {retention?.effect}
      </p>
    </details>
  );
}
