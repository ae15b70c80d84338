/** Amounts of catalog files, read exactly; what is too fine or too large becomes a problem at its place. */
import { MoneyError, parseMoney, parseRate, type ExactRate, type MilliCents } from '../../domain/money.ts';
import type { Report, SourcePath } from '../source/problems.ts';

export function moneyAt(text: string, path: SourcePath, report: Report): MilliCents {
  return parsedAt(() => parseMoney(text), 0, path, report, amountWording);
}

/** An amount that is there to be given: 0 is a problem too. */
export function moneyAboveZeroAt(text: string, path: SourcePath, report: Report): MilliCents {
  const amount = parsedAt(() => parseMoney(text), undefined, path, report, amountWording);
  if (amount === 0) report(path, `"${text}" gives nothing`, 'write an amount above 0, or remove the whole block');
  return amount ?? 0;
}

export function rateAt(text: string, path: SourcePath, report: Report): ExactRate {
  return parsedAt(() => parseRate(text), { rate: 0, rateUnits: 1 }, path, report);
}

/** Runs a parser of money; its own words become the problem. */
export function parsedAt<Value>(
  parse: () => Value,
  otherwise: Value,
  path: SourcePath,
  report: Report,
  wording: (error: MoneyError) => readonly [message: string, hint: string] = moneyWording,
): Value {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    report(path, ...wording(error));
    return otherwise;
  }
}

function moneyWording({ message }: MoneyError): readonly [message: string, hint: string] {
  return [message, 'write dollars in quotes, such as "0.05"'];
}

/** An amount has one bound, which the schema names in the same words where the digits alone show that it is passed. */
function amountWording(error: MoneyError): readonly [message: string, hint: string] {
  return error.reason === 'too_large'
    ? [`${error.message}, the most that one amount may be`, 'write a smaller amount, in dollars']
    : moneyWording(error);
}
