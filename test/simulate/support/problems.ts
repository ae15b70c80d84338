import { checkCatalog } from '../../../src/simulate/run-cases.ts';
import { defaultCatalogWith } from '../../requirements/support/catalogs.ts';

type Problems = Awaited<ReturnType<typeof checkCatalog>>['problems'];

/**
 * What is wrong with these cases under the default catalog with other files: $0.05 a minute, $3.00 held for a call,
 * $0.01 a message.
 */
export async function problemsOf(cases: string, files: Readonly<Record<string, string>> = {}): Promise<Problems> {
  const { directory } = defaultCatalogWith({ ...files, 'cases.yaml': cases });
  return (await checkCatalog(directory)).problems;
}

/** The same of one case with these steps; each with its line. */
export async function problemsOfSteps(
  { at, account }: { readonly at: string; readonly account: string },
  steps: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<string[]> {
  const begin = `cases:\n  - name: steps\n    at: '${at}'\n    account: ${account}\n    steps:\n`;
  const problems = await problemsOf(begin + steps.map((step) => `      - ${step}\n`).join(''), files);
  return problems.map(({ line, message }) => `${line} ${message}`);
}
