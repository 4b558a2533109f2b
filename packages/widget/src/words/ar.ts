import type { AnswerWords } from './answers.ts';
import type { Words } from './en.ts';
import type { SavingWords } from './saving.ts';

export const words: Words & AnswerWords & SavingWords = {
  month: '{price, currency} شهريًا',
  excluded: '، غير شامل الضريبة',
  included: '، شامل الضريبة',
  renews: 'يتجدد شهريًا حتى تلغيه.',
  free: 'مجانًا لمدة {days, days}، حتى {end, date}.',
  noCard: 'لا حاجة إلى بطاقة.',
  card: 'تلزم بطاقة.',
  ends: 'ثم تنتهي التجربة من تلقاء نفسها.',
  keep: 'للاحتفاظ به: {price}.',
  later: 'بعد ذلك {price}.',
  used: 'استُخدم {used} من {max}',
  fewer: 'تقليل مثل هذا',
  remind: 'ذكّرني {when}',
  never: 'لا تعرض هذا مرة أخرى',
  neverAddon: 'لا شيء آخر عن {addon}',
  refused: 'لن ترى هذا مرة أخرى',
  reversible: 'غيّرت رأيك؟ تراجع هنا أو لاحقًا من التفضيلات.',
  undo: 'تراجع',
  close: 'إغلاق',
  pending: 'لحظة…',
  trialDone: 'بدأت تجربة {addon}',
  trialUntil: 'تستمر حتى {end, date}.',
  buyDone: 'أصبح {addon} لك',
  done: 'تم',
  thanks: 'شكرًا لك',
  failed: 'لم ينجح ذلك. يمكنك المحاولة مرة أخرى.',
  saving:
    '{bundle} مع {addons}. منفردةً {list, currency}: توفّر {saving, currency} ({share, percent}). أسعار القائمة بتاريخ {version}.',
  resets: 'يبدأ العد من جديد في {end, date}.',
  preferences: 'اقتراحات أوقفتها',
  nothing: 'لم توقف أي اقتراحات.',
  allAbout: 'كل ما يخص {addon}',
  allow: 'السماح مجددًا',
};
