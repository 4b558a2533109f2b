/** The tables that hold one account's life each, in the order in which they read one another. */
import type { AccountTable } from '../table.ts';
import { ACCOUNT } from './account.ts';
import { CUSTOMER } from './customer.ts';
import { EXPOSURE } from './exposure.ts';
import { HOLDING } from './holding.ts';
import { TRAIT_SPAN } from './trait-span.ts';
import { TRIAL } from './trial.ts';

export { ACCOUNT, CUSTOMER, EXPOSURE, HOLDING, TRAIT_SPAN, TRIAL };

export const ACCOUNT_TABLES: readonly AccountTable[] = [ACCOUNT, CUSTOMER, HOLDING, TRIAL, TRAIT_SPAN, EXPOSURE];
