/** All commands, loaded only when asked for: `health` must not wait for a server's code. */
import type { Command } from './command.ts';

export interface CommandEntry {
  readonly path: string;
  load(): Promise<Command>;
}

export const COMMANDS: readonly CommandEntry[] = [
  { path: 'serve', load: async () => (await import('./serve.ts')).serve },
  { path: 'check', load: async () => (await import('./check.ts')).check },
  { path: 'account create', load: async () => (await import('./account.ts')).createAccount },
  { path: 'account show', load: async () => (await import('./account.ts')).showAccount },
  { path: 'account credit', load: async () => (await import('./account-credit.ts')).addCredit },
  { path: 'account adjust', load: async () => (await import('./account-credit.ts')).adjustBalance },
  { path: 'account update', load: async () => (await import('./account.ts')).updateAccount },
  { path: 'subject set', load: async () => (await import('./subject.ts')).setSubject },
  { path: 'subject get', load: async () => (await import('./subject.ts')).getSubject },
  { path: 'subject list', load: async () => (await import('./subject.ts')).listSubjects },
  { path: 'subject delete', load: async () => (await import('./subject.ts')).deleteSubject },
  { path: 'authorize', load: async () => (await import('./authorize.ts')).authorize },
  { path: 'authorize-batch', load: async () => (await import('./authorize-batch.ts')).authorizeBatch },
  { path: 'answer', load: async () => (await import('./answer.ts')).answer },
  { path: 'extend', load: async () => (await import('./extend.ts')).extend },
  { path: 'settle', load: async () => (await import('./settle.ts')).settle },
  { path: 'release', load: async () => (await import('./release.ts')).release },
  { path: 'charge', load: async () => (await import('./charge.ts')).charge },
  { path: 'quote', load: async () => (await import('./quote.ts')).quote },
  { path: 'holds', load: async () => (await import('./holds.ts')).holds },
  { path: 'movements', load: async () => (await import('./movements.ts')).movements },
  { path: 'usage', load: async () => (await import('./usage.ts')).usage },
  { path: 'explain', load: async () => (await import('./explain.ts')).explain },
  { path: 'catalog show', load: async () => (await import('./catalog.ts')).showCatalog },
  { path: 'catalog check', load: async () => (await import('./catalog.ts')).checkServedCatalog },
  { path: 'catalog reload', load: async () => (await import('./catalog.ts')).reloadCatalog },
  { path: 'health', load: async () => (await import('./health.ts')).health },
  { path: 'version', load: async () => (await import('./version.ts')).version },
];
