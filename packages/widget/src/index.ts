export type { RuleResult } from './explain.ts';
export type { ActionContext, HostAction, PromptOptions } from './options.ts';
export { createPrompts, type Prompts } from './prompts.ts';
