/** A catalog with a prompt for every placement, as the collector would serve it. */
import type { PublicCatalog } from '../../packages/sdk/src/index.ts';
import type { Prompt } from '../../packages/sdk/src/prompt.ts';

const selling: Pick<Prompt, 'pricing' | 'actions' | 'frequency' | 'moment'> = {
  pricing: {
    from: 'catalog',
    tax: 'excluded',
    trial: { card: false, afterTrial: 'ends' },
    cancel: {
      en: 'Cancel any time under Plan and billing.',
      de: 'Jederzeit kündbar unter Tarif und Abrechnung.',
      ar: 'يمكنك الإلغاء في أي وقت من صفحة الخطة والفوترة.',
    },
  },
  actions: { primary: { type: 'trial' }, secondary: { type: 'navigate', to: '/plans' } },
  frequency: {
    max: { count: 3, per: 'P30D' },
    cooldown: 'P7D',
    afterDismiss: 'P14D',
    snooze: ['P1D', 'P7D'],
    optOut: ['prompt', 'addon'],
  },
  moment: { quietMs: 0, notWhile: ['typing', 'dialog-open', 'hidden-tab'] },
};

export const slideout: Prompt = {
  id: 'ai-credits-80',
  status: 'live',
  priority: 60,
  addon: 'copilot',
  trigger: { limit: 'ai_credits', atLeast: 0.8 },
  audience: { all: [{ addon: 'copilot', owned: false }] },
  placement: { kind: 'slideout' },
  content: {
    en: {
      title: 'You have used {used, number} of {max, number} AI credits',
      body: 'Copilot lifts the limit for your whole workspace, from today.',
      primary: 'Try Copilot for 14 days',
      secondary: 'Compare plans',
      dismiss: 'Not now',
    },
    de: {
      title: 'Sie haben {used, number} von {max, number} KI-Guthabeneinheiten Ihres Arbeitsbereichs verbraucht',
      body: 'Copilot hebt die Nutzungsbeschränkung für Ihren gesamten Arbeitsbereich unverzüglich auf, einschließlich aller Zusammenfassungsfunktionen.',
      primary: 'Copilot 14 Tage lang unverbindlich testen',
      secondary: 'Tarife und Leistungsbeschreibungen vergleichen',
      dismiss: 'Jetzt lieber nicht, danke',
    },
    ar: {
      title: 'لقد استخدمت {used, number} من أصل {max, number} من أرصدة الذكاء الاصطناعي',
      body: 'يرفع المساعد الحد عن مساحة العمل بأكملها ابتداءً من اليوم، بما في ذلك جميع ميزات التلخيص.',
      primary: 'جرّب المساعد لمدة 14 يومًا',
      secondary: 'قارن الخطط',
      dismiss: 'ليس الآن',
    },
  },
  ...selling,
};

export const catalog: PublicCatalog = {
  version: '2026-11-21',
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  account: 'group',
  identity: 'open',
  product: { id: 'core', name: 'Core', features: ['boards', 'files'] },
  addons: {
    copilot: {
      name: 'Copilot',
      kind: 'ai',
      features: ['ai_summary'],
      attached: { uses: 5, days: 3, window: 28 },
      price: { mrr: 20 },
      trialDays: 14,
      includedIn: ['enterprise'],
      holdout: 0,
    },
    analytics: {
      name: 'Advanced analytics',
      kind: 'addon',
      features: ['report_builder', 'forecast'],
      attached: { uses: 3, days: 2, window: 28 },
      price: { mrr: 49 },
      trialDays: 14,
      includedIn: ['enterprise'],
      holdout: 0,
    },
  },
  bundles: { growth: { name: 'Growth', addons: ['analytics', 'copilot'], mrr: 52 } },
  limits: { ai_credits: { feature: 'ai_summary', max: 1000, warnAt: 0.8, per: 'month', addon: 'copilot' } },
  milestones: {},
  events: {},
  promptsPaused: false,
  prompts: [slideout],
} as PublicCatalog;
