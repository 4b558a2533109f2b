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

/** The same words for every kind of placement, so that what differs is the placement. */
const ordinary = { ...slideout, frequency: { afterDismiss: 'P14D', snooze: ['P1D', 'P7D'] } } satisfies Prompt;

const texts = (en: Prompt['content'][string], de: Prompt['content'][string], ar: Prompt['content'][string]) => ({
  en,
  de,
  ar,
});

export const banner: Prompt = {
  ...ordinary,
  id: 'banner',
  trigger: { step: 'banner' },
  placement: { kind: 'banner' },
  content: texts(
    {
      title: 'Summaries for every board',
      body: 'Copilot writes them while your team works on.',
      primary: 'Try Copilot',
      secondary: 'Compare plans',
      dismiss: 'Not now',
    },
    {
      title: 'Automatische Zusammenfassungen für jedes Projektverwaltungsboard',
      body: 'Copilot erstellt Zusammenfassungsdokumente, während Ihre Mitarbeiterinnen und Mitarbeiter ungestört weiterarbeiten.',
      primary: 'Copilot unverbindlich ausprobieren',
      secondary: 'Tarifvergleichsübersicht öffnen',
      dismiss: 'Jetzt lieber nicht, danke',
    },
    {
      title: 'ملخصات لكل لوحة',
      body: 'يكتبها المساعد بينما يواصل فريقك العمل.',
      primary: 'جرّب المساعد',
      secondary: 'قارن الخطط',
      dismiss: 'ليس الآن',
    },
  ),
};

export const dialog: Prompt = {
  ...ordinary,
  id: 'dialog',
  addon: 'analytics',
  trigger: { gate: 'report_builder' },
  audience: undefined,
  placement: { kind: 'dialog' },
  pricing: { ...selling.pricing!, bundle: 'growth' },
  actions: { primary: { type: 'buy' }, secondary: { type: 'navigate', to: '/plans' } },
  content: texts(
    {
      title: 'The report builder is part of Advanced analytics',
      body: 'Growth brings it together with Copilot.',
      primary: 'Get Growth',
      secondary: 'Compare plans',
      dismiss: 'Not now',
    },
    {
      title: 'Der Berichtsgenerator gehört zum Funktionsumfang der Erweiterten Auswertungsmöglichkeiten',
      body: 'Das Wachstumspaket enthält ihn gemeinsam mit Copilot.',
      primary: 'Wachstumspaket kostenpflichtig bestellen',
      secondary: 'Tarifvergleichsübersicht öffnen',
      dismiss: 'Jetzt lieber nicht, danke',
    },
    {
      title: 'منشئ التقارير جزء من التحليلات المتقدمة',
      body: 'تجمعه باقة النمو مع المساعد.',
      primary: 'احصل على باقة النمو',
      secondary: 'قارن الخطط',
      dismiss: 'ليس الآن',
    },
  ),
};

export const tip: Prompt = {
  ...banner,
  id: 'tip',
  trigger: { step: 'tip' },
  placement: { kind: 'tip', anchor: '#export' },
};
export const inline: Prompt = {
  ...slideout,
  id: 'inline',
  trigger: { any: [{ limit: 'ai_credits', atLeast: 0.95 }, { step: 'inline' }] },
  frequency: { snooze: ['P1D'] },
  placement: { kind: 'inline', slot: 'usage-panel' },
};
export const meter: Prompt = {
  ...inline,
  id: 'meter',
  trigger: { any: [{ limit: 'ai_credits', atLeast: 1 }, { step: 'meter' }] },
  placement: { kind: 'meter', slot: 'usage-panel' },
};

export const trialEnding: Prompt = {
  ...ordinary,
  id: 'trial-ending',
  trigger: { trialEndsWithin: 3 },
  audience: undefined,
  placement: { kind: 'trial-ending' },
  actions: { primary: { type: 'buy' } },
  content: texts(
    {
      title: 'Your Copilot trial ends on {trialEndsAt, date}',
      body: 'Your summaries stay. New ones need Copilot.',
      primary: 'Keep Copilot',
      dismiss: 'Let it end',
    },
    {
      title: 'Ihr Copilot-Testzeitraum endet am {trialEndsAt, date}',
      body: 'Ihre Zusammenfassungsdokumente bleiben erhalten. Für neue benötigen Sie Copilot.',
      primary: 'Copilot kostenpflichtig weiternutzen',
      dismiss: 'Testzeitraum auslaufen lassen',
    },
    {
      title: 'تنتهي تجربة المساعد في {trialEndsAt, date}',
      body: 'تبقى ملخصاتك. أما الجديدة فتحتاج إلى المساعد.',
      primary: 'الاحتفاظ بالمساعد',
      dismiss: 'دعها تنتهي',
    },
  ),
};

export const onboarding: Prompt = {
  id: 'onboarding',
  addon: 'copilot',
  trigger: { step: 'first-summary' },
  placement: { kind: 'onboarding' },
  moment: selling.moment,
  frequency: { afterDismiss: 'P14D', optOut: ['prompt'] },
  actions: { primary: { type: 'navigate', to: '/share' } },
  content: texts(
    {
      title: 'Your first summary is ready',
      body: 'Next: share it with the people who asked.',
      primary: 'Share summary',
      dismiss: 'Later',
    },
    {
      title: 'Ihre erste Zusammenfassung steht zur Verfügung',
      body: 'Als Nächstes: Teilen Sie sie mit den Personen, die danach gefragt haben.',
      primary: 'Zusammenfassung weiterleiten',
      dismiss: 'Zu einem späteren Zeitpunkt',
    },
    { title: 'ملخصك الأول جاهز', body: 'التالي: شاركه مع من طلبه.', primary: 'مشاركة الملخص', dismiss: 'لاحقًا' },
  ),
};

export const question: Prompt = {
  id: 'question',
  addon: 'copilot',
  trigger: { any: [{ crossing: 'attached' }, { step: 'question' }] },
  placement: { kind: 'question' },
  moment: selling.moment,
  frequency: { optOut: ['prompt'] },
  actions: { primary: { type: 'feedback', kind: 'nps' } },
  content: texts(
    {
      title: 'How likely are you to recommend Copilot to a colleague?',
      primary: 'Send answer',
      dismiss: 'Skip',
      low: 'Not at all likely',
      high: 'Extremely likely',
    },
    {
      title: 'Wie wahrscheinlich ist es, dass Sie Copilot einer Kollegin oder einem Kollegen weiterempfehlen?',
      primary: 'Antwort absenden',
      dismiss: 'Überspringen',
      low: 'Überhaupt nicht wahrscheinlich',
      high: 'Außerordentlich wahrscheinlich',
    },
    {
      title: 'ما مدى احتمال أن توصي زميلًا بالمساعد؟',
      primary: 'إرسال الإجابة',
      dismiss: 'تخطٍّ',
      low: 'غير محتمل إطلاقًا',
      high: 'محتمل جدًا',
    },
  ),
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
  prompts: [slideout, banner, dialog, tip, inline, meter, trialEnding, onboarding, question],
} as PublicCatalog;
