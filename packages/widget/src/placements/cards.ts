/** Placements that differ by little but their styles come together: that is smaller than each alone. */
export * as banner from './banner.tsx';
export * as inline from './inline.tsx';
export * as meter from './meter.tsx';
export * as onboarding from './onboarding.tsx';
export * as trialEnding from './trial-ending.tsx';
