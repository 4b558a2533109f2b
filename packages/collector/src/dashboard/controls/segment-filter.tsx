/** Narrows a report to accounts with certain traits; its values are those that customers really have. */
import { useState } from 'preact/hooks';
import type { Answer, AttachRateRow } from '../api/answers.ts';
import { address } from '../api/client.ts';
import { setup } from '../api/session.ts';
import { useAnswer } from '../api/use-answer.ts';
import { choose, useRoute } from '../route.ts';

export function useSegments(): string[] {
  return useRoute().query.getAll('segment');
}

export function SegmentFilter() {
  const segments = useSegments();
  const [trait, setTrait] = useState('');
  const remove = (segment: string) => choose({ segment: segments.filter((other) => other !== segment) });
  const add = (value: string) => {
    choose({ segment: [...segments, `${trait}:${value}`] });
    setTrait('');
  };
  return (
    <div class="filter">
      <label class="field">
        <span>Only accounts with</span>
        <select value={trait} onChange={(event) => setTrait(event.currentTarget.value)}>
          <option value="">All accounts</option>
          {setup().traits.map((name) => (
            <option key={name} value={name}>
              {name} …
            </option>
          ))}
        </select>
      </label>
      {trait && <ValueChoice key={trait} trait={trait} pick={add} />}
      {segments.map((segment) => (
        <button
          type="button"
          class="chip"
          key={segment}
          onClick={() => remove(segment)}
          aria-label={`Remove the filter ${segment}`}
        >
          {segment.replace(':', ': ')} <span aria-hidden="true">×</span>
        </button>
      ))}
    </div>
  );
}

function ValueChoice({ trait, pick }: { trait: string; pick: (value: string) => void }) {
  const asked = useAnswer<Answer<AttachRateRow>>(
    address('v1/metrics/attach-rate', { addon: 'any', interval: 'year', breakdown: trait }),
  );
  const values = new Set(asked.answer?.rows.map((row) => row.segment?.[trait] ?? 'null'));
  return (
    <label class="field">
      <span>{trait}</span>
      <select value="" onChange={(event) => pick(event.currentTarget.value)}>
        <option value="">{asked.answer ? 'Choose' : 'Loading …'}</option>
        {[...values].map((value) => (
          <option key={value} value={value}>
            {value === 'null' ? 'not set' : value}
          </option>
        ))}
      </select>
    </label>
  );
}
