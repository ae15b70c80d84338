import { classifyNumber, type NumberFacts, type NumberView } from '../../../../src/domain/phone/classify.ts';
import { EmergencyNumbers } from '../../../../src/domain/phone/emergency.ts';
import { type NumberOverride, NumberOverrides } from '../../../../src/domain/phone/overrides.ts';

/** How a catalog of this country looks at numbers. */
export function viewOf(
  homeCountry: string,
  overrides: readonly NumberOverride[] = [],
  listed: readonly string[] = [],
): NumberView {
  const emergencyNumbers = new EmergencyNumbers([homeCountry], listed);
  return { homeCountry, emergencyNumbers, overrides: new NumberOverrides(overrides) };
}

/** A number as dialled there. */
export function facts(raw: string, homeCountry = 'US', ...corrections: [NumberOverride[]?, string[]?]): NumberFacts {
  return classifyNumber(raw, viewOf(homeCountry, ...corrections));
}
