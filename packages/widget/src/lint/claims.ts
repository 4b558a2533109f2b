import { CATALOG_DEFAULTS } from '@attachkit/sdk/catalog';
import type { Content, Prompt } from '@attachkit/sdk/prompt';
import { PLACEHOLDER } from '../content/message.ts';
import { conditionsOf } from '../decide/trigger.ts';
import type { LintedCatalog, Report } from './report.ts';

/** Where letters of any script, and digits, end: `\b` knows only ASCII. */
const word = (...patterns: string[]): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${patterns.join('|')})(?![\\p{L}\\p{N}])`, 'iu');

const PRESSURE = word(
  'hurry',
  'last chance',
  'act (?:now|fast)',
  'limited time',
  'today only',
  'ends? soon',
  "don[’']t miss(?: out)?",
  "before it[’']s too late",
  'while (?:stocks?|supplies) last',
  'expires? (?:soon|in)',
  'final hours?',
  'only \\d+ (?:left|remaining)',
  'only \\d+ (?:hours?|minutes?|days?)',
  '\\d+:\\d\\d(?::\\d\\d)?',
  'nur noch(?: heute)?',
  'letzte chance',
  'jetzt zuschlagen',
  'beeilen? (?:sie )?sich',
  'schnell sein',
  'solange der vorrat reicht',
  'nur (?:noch )?heute',
  'nicht verpassen',
  'läuft bald ab',
  'dernière chance',
  'dépêchez-vous',
  'plus que \\d+',
  'última oportunidad',
  'date prisa',
  'solo hoy',
  'últimos? \\d+',
);
const SOCIAL_PROOF = word(
  'join [\\d.,]+\\+?',
  '[\\d.,]+\\+? (?:happy )?(?:customers|teams|users|companies|people)',
  'most popular',
  'best[- ]?seller',
  'everyone (?:is|uses)',
  'others like you',
  'trusted by',
  'loved by',
  '[\\d.,]+ (?:zufriedene )?(?:kunden|teams|nutzer|unternehmen)',
  'am beliebtesten',
  'beliebteste[rs]?',
  'vertrauen uns',
  'clients satisfaits',
  'les plus populaires',
  'más popular',
  'clientes satisfechos',
);
const SHAMING = word(
  "no,? (?:thanks,? )?i[’']?(?:m| am| don[’']t| do not| hate| prefer|[’']d rather| would rather| like).*",
  "i (?:don[’']t|do not) (?:want|need|care|like) .*",
  '(?:stay|remain|keep being) (?:slow|behind|inefficient|stuck|poor).*',
  'miss out.*',
  'continue without .*(?:benefit|saving|power).*',
  'nein,? (?:danke,? )?ich (?:will|möchte|mag|brauche|verzichte|zahle) .*',
  'ich (?:will|möchte) (?:nicht|keine?n?) .*',
  'lieber (?:mehr zahlen|langsam).*',
  'non,? je (?:ne|préfère) .*',
  'no,? (?:gracias,? )?(?:no quiero|prefiero) .*',
);
const EXHAUSTED = word(
  'all (?:of )?your',
  'all \\S+ [^.]*used',
  'used (?:up|all)',
  'ran out',
  'run out',
  'out of (?:credits|\\w+)',
  'no (?:more )?\\w+ left',
  'reached (?:your|the)',
  'hit (?:your|the)',
  '100 ?%',
  'exhausted',
  'aufgebraucht',
  'alle \\S+ [^.]*verbraucht',
  'erreicht',
  'ausgeschöpft',
  'épuisée?s?',
  'atteinte?',
  'agotad[oa]s?',
  'alcanzado',
);
const MONEY = /(?:[$€£¥]|\b(?:EUR|USD|GBP|CHF)\b)\s*\d|\d\s*(?:[$€£¥]|(?:EUR|USD|GBP|CHF)\b)/u;
const PERCENT = /\d\s*%/u;
const TRIAL_DAYS = /(\d+)[\s-]*(?:days?|tage?n?|jours?|días?|يوم)/iu;
const FREE = word('free', 'kostenlos', 'gratis', 'gratuit(?:e|ement)?');
const NO_CARD = word(
  'no (?:credit )?card',
  'without (?:a )?(?:credit )?card',
  'keine (?:kredit)?karte',
  'ohne (?:kredit)?karte',
  'sans carte',
  'sin tarjeta',
);

/** Letters that are not seen could hide a word from these patterns. */
const INVISIBLE = /\u00ad|[\u200b-\u200f]|\u2060|\ufeff/g;

/** What a text claims, held against what its trigger and the catalog know. */
export function lintClaims(
  text: string,
  path: (string | number)[],
  _tag: string,
  part: keyof Content,
  prompt: Prompt,
  catalog: LintedCatalog,
  report: Report,
): void {
  // What comes from data stays true; only what is typed is judged.
  const typed = text.replace(PLACEHOLDER, ' ').replace(INVISIBLE, '');
  const refuse = (pattern: RegExp, message: string) => {
    const found = pattern.exec(typed)?.[0];
    if (found) report(path, `“${found.trim()}”: ${message}`);
  };
  refuse(PRESSURE, 'pressure of time or scarcity; say the real date with {trialEndsAt, date} or {resetsAt, date}');
  refuse(SOCIAL_PROOF, 'a claim about others that no data stands behind');
  refuse(
    MONEY,
    'an amount that is typed; use {price, currency}, so that it is the catalog’s and the same in every variant',
  );
  if (part === 'dismiss') refuse(SHAMING, 'a decline that shames; “Not now” will do');
  lintLimitClaims(prompt, refuse);
  lintTrialClaims(typed, path, prompt, catalog, report, refuse);
}

type Refuse = (pattern: RegExp, message: string) => void;

/** “All used” while a fifth is left, “80 %” when it may be 95. */
function lintLimitClaims(prompt: Prompt, refuse: Refuse): void {
  const conditions = conditionsOf(prompt);
  if (!conditions.some(({ limit }) => limit)) return;
  if (conditions.some(({ limit, atLeast = 1 }) => limit && atLeast < 1) || conditions.some(({ limit }) => !limit))
    refuse(EXHAUSTED, 'the trigger allows this to be seen before the limit is reached');
  refuse(PERCENT, 'a share that is typed may not be the share that is used; use {percent, percent}');
}

function lintTrialClaims(
  typed: string,
  path: (string | number)[],
  { addon, actions, pricing }: Prompt,
  catalog: LintedCatalog,
  report: Report,
  refuse: Refuse,
): void {
  const known = Object.hasOwn(catalog.addons, addon) ? catalog.addons[addon] : undefined;
  const isTrial = actions.primary.type === 'trial';
  const days = TRIAL_DAYS.exec(typed)?.[1];
  const trialDays = known?.trialDays ?? CATALOG_DEFAULTS.trialDays;
  if (isTrial && days !== undefined && Number(days) !== trialDays)
    report(path, `says ${days} days, the catalog ${trialDays}; use {trialDays}`);
  if (actions.primary.type === 'buy') refuse(FREE, 'the button buys, so nothing here is free');
  if (pricing?.trial?.card !== false) refuse(NO_CARD, '`pricing.trial.card` does not say so');
}
