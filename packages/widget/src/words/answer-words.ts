import { type AnswerWords, answersEn } from './answers.ts';
import { wordsOf } from './languages.ts';

export const answerWords = (lang: string): AnswerWords => ({ ...answersEn, ...wordsOf(lang) });
