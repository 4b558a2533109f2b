import { setup } from '../api/session.ts';
import { Choice } from './choice.tsx';

/** One line or row for each value of a trait. */
export function BreakdownChoice() {
  const traits = setup().traits.map((value) => ({ value, label: value }));
  return (
    <Choice label="Break down by" name="breakdown" fallback="" options={[{ value: '', label: 'nothing' }, ...traits]} />
  );
}
