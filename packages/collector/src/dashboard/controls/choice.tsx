import { choose, useRoute } from '../route.ts';

export interface Option {
  value: string;
  label: string;
  disabled?: boolean;
}

export interface OptionGroup {
  label: string;
  options: Option[];
}

interface ChoiceProps {
  label: string;
  /** The query parameter that it sets. */
  name: string;
  options: (Option | OptionGroup)[];
  /** Taken where the address says nothing. */
  fallback: string;
  /** Other parameters that this choice changes with it. */
  also?: (value: string) => Record<string, string | null>;
}

/** One of several, kept in the address. */
export function Choice({ label, name, options, fallback, also }: ChoiceProps) {
  const value = useRoute().query.get(name) ?? fallback;
  const pick = (chosen: string) => choose({ [name]: chosen === fallback ? null : chosen, ...also?.(chosen) });
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => pick(event.currentTarget.value)}>
        {options.map((option) =>
          'options' in option ? (
            <optgroup key={option.label} label={option.label}>
              {option.options.map((inner) => item(inner, value))}
            </optgroup>
          ) : (
            item(option, value)
          ),
        )}
      </select>
    </label>
  );
}

function item({ value, label, disabled }: Option, chosen: string) {
  return (
    <option key={value} value={value} disabled={disabled} selected={value === chosen}>
      {label}
    </option>
  );
}

/** A handful of choices, all in sight. */
export function Segmented({ label, name, options, fallback }: Omit<ChoiceProps, 'options'> & { options: Option[] }) {
  const value = useRoute().query.get(name) ?? fallback;
  return (
    <fieldset class="segmented">
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => choose({ [name]: option.value === fallback ? null : option.value })}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
