/** What has a name in a catalog and is not asked about by traffic: field by field, before and after. */
import { isDeepStrictEqual } from 'node:util';
import type { CatalogSnapshot, Package, Plan, Service } from '../../catalog/snapshot.ts';
import { exactDecimal } from '../../domain/money.ts';
import type { PackMatch } from '../../domain/traffic.ts';
import type { LoadedSide } from './catalog-diff.ts';

export type NamedKind = 'catalog' | 'service' | 'plan' | 'licence' | 'package' | 'emergency numbers' | 'deck';

/** One field that says something else. */
export interface NamedChange {
  readonly kind: NamedKind;
  readonly name: string;
  /** Empty where the whole is new or gone. */
  readonly field: string;
  /** Empty where there was or is none. */
  readonly before: string;
  readonly after: string;
}

type Fields = Readonly<Record<string, string>>;

export function namedChanges(before: LoadedSide, after: LoadedSide): readonly NamedChange[] {
  const [old, young] = [before.snapshot, after.snapshot];
  const none = (): Fields => ({});
  return [
    ...changesOf('catalog', new Map([['', old]]), new Map([['', young]]), catalogFields),
    ...changesOf('service', old.services, young.services, serviceFields),
    ...changesOf('plan', old.plans, young.plans, planFields),
    ...changesOf('licence', named(old.ratePlans), named(young.ratePlans), none),
    ...changesOf('package', old.packages, young.packages, packageFields),
    ...changesOf('emergency numbers', emergencies(old), emergencies(young), (numbers) => ({ numbers })),
    ...changesOf('deck', before.decks, after.decks, none),
  ];
}

function changesOf<Value>(
  kind: NamedKind,
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
  fieldsOf: (value: Value) => Fields,
): readonly NamedChange[] {
  const changes: NamedChange[] = [];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [old, young] = [before.get(name), after.get(name)];
    if (old === undefined || young === undefined) {
      const is = old === undefined ? young : old;
      const text = is === undefined ? '' : Object.entries(fieldsOf(is)).map(([field, value]) => `${field} ${value}`);
      const said = (text === '' ? [] : text).join(', ') || 'there';
      changes.push({
        kind,
        name,
        field: '',
        before: old === undefined ? '' : said,
        after: old === undefined ? said : '',
      });
      continue;
    }
    const [was, is] = [fieldsOf(old), fieldsOf(young)];
    if (isDeepStrictEqual(was, is)) continue;
    for (const field of new Set([...Object.keys(was), ...Object.keys(is)])) {
      const [oldText = '', newText = ''] = [was[field], is[field]];
      if (oldText !== newText) changes.push({ kind, name, field, before: oldText, after: newText });
    }
  }
  return changes;
}

function named(names: ReadonlySet<string>): ReadonlyMap<string, true> {
  return new Map([...names].map((name) => [name, true]));
}

function catalogFields({ name, currency, homeCountry }: CatalogSnapshot): Fields {
  return { name, currency, 'home country': homeCountry };
}

function serviceFields({ unit, label, noun, needsNumber, addresses, fallbackChannel }: Service): Fields {
  return {
    unit,
    label,
    noun,
    'needs a number': needsNumber ? 'yes' : 'no',
    addresses,
    'fallback channel': fallbackChannel || 'none',
  };
}

function planFields(plan: Plan): Fields {
  const grants = plan.grants.map(({ kind, name, amountMilliCents, per, every, services }): [string, string] => [
    kind === 'plan_credits' ? 'plan credits' : `bundle ${name}`,
    `${exactDecimal(amountMilliCents)} per ${per} and ${every}` +
      (services.length === 0 ? '' : ` for ${services.join(', ')}`),
  ]);
  const allowances = plan.allowances.map(({ name, units, per, every }): [string, string] => [
    `allowance ${name}`,
    `${units} per ${per} and ${every}`,
  ]);
  return {
    'signup credit': exactDecimal(plan.signupCreditMilliCents),
    'minimum top-up': exactDecimal(plan.minimumTopUpMilliCents),
    cycle: plan.cycle,
    'when exhausted': plan.onPlanExhausted,
    ...Object.fromEntries([...grants, ...allowances]),
  };
}

function packageFields({ title, priceMilliCents, pack, amountMilliCents, services, lastsMs, plans }: Package): Fields {
  const money = `${exactDecimal(amountMilliCents)} for ${services.length === 0 ? 'everything' : services.join(', ')}`;
  return {
    title,
    price: exactDecimal(priceMilliCents),
    gives: pack === undefined ? money : `${pack.units} units for ${matchText(pack.match)}`,
    lasts: lastsMs === 0 ? 'for ever' : `${lastsMs / 86_400_000} days`,
    'plans that may buy it': plans === undefined ? 'all' : [...plans].join(', '),
  };
}

function matchText({ services, directions, countries, numberClasses, prefixes }: PackMatch): string {
  return [services, directions, countries, numberClasses, prefixes]
    .filter((list) => list.length > 0)
    .map((list) => list.join(', '))
    .join('; ');
}

/** Those that count for every caller, and what the catalog adds. */
function emergencies(snapshot: CatalogSnapshot): ReadonlyMap<string, string> {
  const { countries, listed } = snapshot.emergencyNumbers();
  const lists = countries.map(({ country, numbers }): [string, string] => [country, numbers.join(' ')]);
  return new Map([...lists, ...(listed.length === 0 ? [] : [['listed', listed.join(' ')] as const])]);
}
