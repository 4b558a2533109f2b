import { setup } from '../api/session.ts';
import { useRoute } from '../route.ts';
import { Choice, type Option, type OptionGroup } from './choice.tsx';

function single(): Option[] {
  return Object.entries(setup().addons).map(([value, { name }]) => ({ value, label: name }));
}

function sets(): Option[] {
  const lines = new Set(Object.values(setup().addons).flatMap(({ line }) => (line ? [line] : [])));
  return [
    { value: 'any', label: 'Any add-on' },
    { value: 'kind:ai', label: 'All AI add-ons' },
    { value: 'kind:addon', label: 'All other add-ons' },
    ...[...lines].map((line) => ({ value: `line:${line}`, label: `Line: ${line}` })),
  ];
}

/** The add-on that the address names, as far as this page can take it. @param withSets add-on sets are possible */
export function useAddon(withSets: boolean, fallback = single()[0]?.value ?? ''): string {
  const asked = useRoute().query.get('addon');
  const known = withSets ? [...single(), ...sets()] : single();
  return known.some(({ value }) => value === asked) ? asked! : fallback;
}

export function AddonChoice({ withSets = false, fallback }: { withSets?: boolean; fallback?: string }) {
  const options: (Option | OptionGroup)[] = withSets
    ? [
        { label: 'One add-on', options: single() },
        { label: 'Several', options: sets() },
      ]
    : single();
  return <Choice label="Add-on" name="addon" options={options} fallback={fallback ?? single()[0]?.value ?? ''} />;
}
