/** The destinations that toll fraud prefers (rule G-5). Denied unless the catalog allows them. */
import { callingCodeOf, isHomeTerritory, type NumberClass, UNKNOWN_COUNTRY } from '../../domain/phone/metadata.ts';
import type { Traffic } from '../../domain/traffic.ts';
import type { BlockingFile } from '../schema/rule-files.ts';
import type { Report } from '../source/problems.ts';
import type { CompiledBlock } from './blocking-and-limits.ts';
import { compileAny } from './matcher.ts';
import type { Vocabulary } from './vocabulary.ts';

type HighRiskSource = BlockingFile['high_risk'];

/** The country code that the United States, Canada and much of the Caribbean share. */
const NANP = '1';

export const HIGH_RISK_KEYS = ['satellite', 'international_premium', 'caribbean'] as const;

/** What a rule of these is called. */
export function highRiskRule(key: Risk['key']): string {
  return `high_risk.${key}`;
}

interface Risk {
  readonly key: (typeof HIGH_RISK_KEYS)[number];
  readonly message: string;
  readonly isAbout: (traffic: Traffic) => boolean;
}

export function compileHighRisk(source: HighRiskSource, words: Vocabulary, report: Report): readonly CompiledBlock[] {
  const excepted = compileAny(source.except, words, ['high_risk', 'except'], report);
  return risksFor(words.homeCountry).flatMap(({ key, message, isAbout }) => {
    const mode = source[key];
    if (mode === 'allow') return [];
    const matches = (traffic: Traffic): boolean => isAbout(traffic) && !excepted(traffic);
    return [
      {
        matcher: { services: undefined, namesInbound: false, unconditional: false, time: undefined, matches },
        block: Object.freeze({ mode, rule: highRiskRule(key), message }),
        maxRatePerMinute: undefined,
      },
    ];
  });
}

function risksFor(home: string): readonly Risk[] {
  return [
    {
      key: 'satellite',
      message: 'It is a satellite or other global network.',
      isAbout: ({ to }) => to?.numberClass === ('satellite' satisfies NumberClass),
    },
    {
      key: 'international_premium',
      message: 'It is a premium number of another country.',
      isAbout: ({ to }) => to?.numberClass === ('premium' satisfies NumberClass) && to.country !== home,
    },
    {
      key: 'caribbean',
      message: 'It shares the country code +1 but is charged as international.',
      isAbout: ({ to }) => to !== undefined && isCaribbean(to.country, home),
    },
  ];
}

/**
 * Dialled like a neighbour, charged like another continent. Canada and the United States with their territories are
 * what people in either country mean to call.
 */
function isCaribbean(country: string, home: string): boolean {
  if (country === UNKNOWN_COUNTRY || country === home || country === 'CA') return false;
  if (callingCodeOf(home) !== NANP || callingCodeOf(country) !== NANP) return false;
  return !isHomeTerritory(country, 'US');
}
