/** Who pays for which traffic: an account as it is set up, or always the root of its company (rule OC-7). */
import type { Traffic } from '../../domain/traffic.ts';
import type { CatalogFile } from '../schema/catalog-file.ts';
import type { CatalogSnapshot } from '../snapshot.ts';
import type { Report } from '../source/problems.ts';
import { compileMatch, type Matcher } from './matcher.ts';
import { checkReachable, checkUniqueNames, RuleList } from './rule-list.ts';
import type { Vocabulary } from './vocabulary.ts';

type Payer = ReturnType<CatalogSnapshot['payer']>;

interface CompiledPayer {
  readonly name: string;
  readonly matcher: Matcher;
  readonly payer: Payer;
}

export class PayerTable {
  readonly #rules: RuleList<CompiledPayer>;

  constructor(rules: readonly CompiledPayer[], services: Iterable<string>) {
    this.#rules = new RuleList(rules, services);
  }

  payerOf(traffic: Traffic): Payer {
    return this.#rules.first(traffic)?.payer ?? 'account';
  }
}

export function compilePayers(source: CatalogFile['payers'], words: Vocabulary, report: Report): PayerTable {
  checkUniqueNames(source, ['payers'], report);
  const rules = source.map(({ name, match, payer }, index): CompiledPayer => {
    const path = ['payers', index, 'match'];
    // The plan is that of the payer: a rule that looked at it would change what it looks at.
    if (match.plan !== undefined)
      report([...path, 'plan'], 'a payer cannot be chosen by its plan', 'match on the service or another key');
    return { name, payer, matcher: compileMatch(match, words, path, report) };
  });
  checkReachable(rules, ['payers'], [...words.services.keys()], report);
  return new PayerTable(rules, words.services.keys());
}
