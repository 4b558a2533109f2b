// @vitest-environment happy-dom
import type { PageCatalog } from '@attachkit/sdk';
import { createTestKit, type TestKit } from '@attachkit/sdk/testing';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { catalog } from '../../../test/widget/catalog.ts';
import { addonState, stateOf } from '../../../test/widget/situation.ts';
import { AttachkitProvider, Gate, type Meter, useAttachment, useLimit } from './preact.ts';
import { bindReact } from './react.ts';

afterEach(cleanup);

const kitOf = () => {
  const kit: TestKit = createTestKit({ catalog: catalog as PageCatalog });
  kit.client.identify('ada');
  kit.client.group('acme');
  return kit;
};

function Usage() {
  const limit = useLimit('ai_credits');
  const { status, isOwned } = useAttachment('copilot');
  return (
    <output>
      {limit?.used ?? '?'} of {limit?.max ?? '?'}, {status?.uses ?? '?'} uses, {isOwned ? 'owned' : 'not owned'}
    </output>
  );
}

describe('the Preact binding', () => {
  it('draws anew when usage or ownership moves', async () => {
    const kit = kitOf();
    render(
      <AttachkitProvider client={kit.client as never}>
        <Usage />
      </AttachkitProvider>,
    );
    expect(screen.getByRole('status').textContent).toBe('0 of 1000, 0 uses, not owned');
    // Listeners hear of it when the turn is over.
    await act(async () => kit.client.used('ai_summary', 3));
    expect(screen.getByRole('status').textContent).toBe('3 of 1000, 3 uses, not owned');
    await act(() =>
      kit.client.hydrate(
        stateOf({
          asOf: new Date(kit.clock.now()).toISOString(),
          addons: { copilot: { ...addonState, purchased: true } },
        }),
      ),
    );
    expect(screen.getByRole('status').textContent).toContain('owned');
    expect(screen.getByRole('status').textContent).not.toContain('not owned');
  });

  it('opens a gate to owners, and tells an attempt by others', async () => {
    const kit = kitOf();
    render(
      <AttachkitProvider client={kit.client as never}>
        <Gate
          feature="ai_summary"
          addon="copilot"
          fallback={(attempt) => (
            <button type="button" onClick={attempt}>
              Summarize
            </button>
          )}
        >
          <p>Summary</p>
        </Gate>
      </AttachkitProvider>,
    );
    expect(screen.queryByText('Summary')).toBeNull();
    fireEvent.click(screen.getByRole('button'));
    expect(kit.signals.filter(({ type }) => type === 'gate')).toEqual([
      { type: 'gate', feature: 'ai_summary', addon: 'copilot' },
    ]);
    await act(() =>
      kit.client.hydrate(
        stateOf({
          asOf: new Date(kit.clock.now()).toISOString(),
          addons: { copilot: { ...addonState, trialEndsAt: '2099-01-01T00:00:00Z' } },
        }),
      ),
    );
    expect(screen.getByText('Summary')).toBeTruthy();
  });

  it('says what is missing outside of a provider', () => {
    expect(() => render(<Usage />)).toThrow('AttachkitProvider');
  });
});

describe('the React binding', () => {
  it('uses nothing but the primitives it is handed', async () => {
    const preact = await import('preact');
    const hooks = await import('preact/hooks');
    const used = new Set<string>();
    const react = new Proxy({ ...preact, ...hooks } as Record<string, unknown>, {
      get(target, name: string) {
        used.add(name);
        return target[name];
      },
    });
    const bound = bindReact(react as never) as unknown as { Meter: typeof Meter };
    const { container } = render(<bound.Meter limit="ai_credits" />);
    expect(container.innerHTML).toBe('<attachkit-meter limit="ai_credits"></attachkit-meter>');
    expect([...used].sort()).toEqual(['createContext', 'createElement', 'useContext', 'useEffect', 'useReducer']);
  });
});
