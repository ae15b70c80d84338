/** Times as people ask for them: a day of a zone, or a moment in RFC 3339. */
import { startOfLocalDay } from './local-time.ts';

const DAY = /^\d{4}-\d\d-\d\d$/;
const MOMENT = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|z|[+-]\d\d:\d\d)$/;

/**
 * In milliseconds since the epoch; undefined for what is neither, or a day that the calendar has not.
 *
 * @param timeZone - IANA name: in whose midnight a day begins
 */
export function parseReportTime(text: string, timeZone: string): number | undefined {
  if (DAY.test(text)) return startOfLocalDay(text, timeZone);
  const [, day = '', time = '', zone = ''] = MOMENT.exec(text) ?? [];
  if (day === '' || startOfLocalDay(day, 'UTC') === undefined) return undefined;
  const ms = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(ms) ? undefined : ms;
}
