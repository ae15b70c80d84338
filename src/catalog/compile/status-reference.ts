/** The hold that account status is judged by (rule PM-8). */
import { price } from '../../domain/terms.ts';
import type { Traffic } from '../../domain/traffic.ts';
import type { CatalogFile } from '../schema/catalog-file.ts';
import type { CatalogSnapshot, StatusReference } from '../snapshot.ts';
import type { Report } from '../source/problems.ts';

/** Whose reference it is, and when. */
type Payer = Pick<Traffic, 'plan' | 'timeZone' | 'atMs'>;

type Rules = Pick<CatalogSnapshot, 'classify' | 'rate' | 'holdRule' | 'blockedAtZero' | 'services'>;

/**
 * The reference of a plan at a time: its price may depend on both. Undefined when the catalog has no reference, or the
 * traffic has no price or costs nothing then.
 */
export function statusReferenceOf(
  source: CatalogFile['status_reference'],
  rules: Rules,
  payer: Payer,
): StatusReference | undefined {
  if (source === undefined) return undefined;
  const traffic = referenceTraffic(source, rules, payer);
  const rated = rules.rate(traffic);
  if (rated === undefined) return undefined;
  const hold = rules.holdRule(traffic);
  const units = rules.services.get(source.service)?.unit === 'second' ? hold.initialUnits : 1;
  const holdMilliCents = price(rated.terms, units);
  if (holdMilliCents === 0) return undefined;
  return Object.freeze({ service: source.service, holdMilliCents, blockedAtZero: rules.blockedAtZero(traffic) });
}

/** A reference that no plan has a price for is a mistake: status would silently be absent. */
export function checkStatusReference(
  source: CatalogFile['status_reference'],
  rules: Rules,
  plans: readonly string[],
  report: Report,
): void {
  if (source === undefined) return;
  const path = ['status_reference', 'to'];
  const { numberClass, problem } = rules.classify(source.to);
  if (numberClass === 'invalid') {
    report(path, `${source.to} ${problem ?? 'cannot be dialled'}`, 'name an ordinary number, which nobody will call');
    return;
  }
  const isPriced = (plan: string): boolean =>
    rules.rate(referenceTraffic(source, rules, { plan, timeZone: 'UTC', atMs: Date.now() })) !== undefined;
  if (!plans.some(isPriced))
    report(path, `no rate rule prices a ${source.service} to ${source.to}`, 'choose a number that has a price');
}

function referenceTraffic(
  source: NonNullable<CatalogFile['status_reference']>,
  rules: Rules,
  { plan, timeZone, atMs }: Payer,
): Traffic {
  return {
    service: source.service,
    direction: 'outbound',
    leg: 'direct',
    to: rules.classify(source.to),
    from: source.from === undefined ? undefined : rules.classify(source.from),
    ownNumber: false,
    plan,
    location: undefined,
    ratePlan: undefined,
    timeZone,
    atMs,
  };
}
