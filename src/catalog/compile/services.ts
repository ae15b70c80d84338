/** Services and their ways to count. */
import { countSegments, SEGMENT_PROFILES, type SegmentProfile } from '../../domain/segments.ts';
import type { ServicesFile, ServiceSource } from '../schema/services-file.ts';
import type { Service } from '../snapshot.ts';
import { suggestion } from '../source/did-you-mean.ts';
import type { Report } from '../source/problems.ts';

const DEFAULT_PROFILE = 'gsm_3gpp';

export function compileServices(source: ServicesFile, report: Report): ReadonlyMap<string, Service> {
  const profiles = compileProfiles(source, report);
  const services = new Map<string, Service>();
  for (const [name, service] of Object.entries(source.services)) {
    if (service.unit !== 'segment' && service.segments !== undefined) {
      report(['services', name, 'segments'], `${name} is not counted in segments`, 'remove it, or set unit: segment');
    }
    services.set(name, compileService(name, service, profiles, report));
  }
  if (services.size === 0) report(['services'], 'there is no service', 'add at least one, for instance call');
  return services;
}

function compileService(
  name: string,
  source: ServiceSource,
  profiles: ReadonlyMap<string, SegmentProfile>,
  report: Report,
): Service {
  const profileName = source.segments ?? DEFAULT_PROFILE;
  const profile = profiles.get(profileName);
  if (profile === undefined) {
    const hint = suggestion(profileName, profiles.keys());
    report(['services', name, 'segments'], `there is no segment profile "${profileName}"`, hint);
  }
  return Object.freeze({
    name,
    unit: source.unit,
    label: source.label,
    noun: source.noun,
    needsNumber: source.needs_number,
    countSegments:
      source.unit === 'segment' && profile !== undefined ? (text: string) => countSegments(text, profile) : undefined,
    fallbackChannel: source.fallback_channel ?? '',
  });
}

function compileProfiles(source: ServicesFile, report: Report): ReadonlyMap<string, SegmentProfile> {
  const profiles = new Map(SEGMENT_PROFILES);
  for (const [name, profile] of Object.entries(source.segment_profiles)) {
    const path = ['segment_profiles', name];
    if (SEGMENT_PROFILES.has(name)) report(path, `"${name}" is a built-in segment profile`, 'choose another name');
    if (profile.gsm_multi > profile.gsm_single)
      report([...path, 'gsm_multi'], 'gsm_multi is more than gsm_single', 'joined segments hold less');
    if (profile.ucs_multi > profile.ucs_single)
      report([...path, 'ucs_multi'], 'ucs_multi is more than ucs_single', 'joined segments hold less');
    profiles.set(name, {
      name,
      gsmSingle: profile.gsm_single,
      gsmMulti: profile.gsm_multi,
      ucsSingle: profile.ucs_single,
      ucsMulti: profile.ucs_multi,
    });
  }
  return profiles;
}
