/** What a case must be beyond its form. */
import { checkUniqueNames } from './rule-list.ts';
import { isTimeZone } from '../../domain/cycle.ts';
import { parseLocalTime } from '../../domain/local-time.ts';
import type { Report, SourcePath } from '../source/problems.ts';
import { STEP_VERBS, type CaseSource, type CasesFile, type StepSource } from '../schema/cases-file.ts';

export function checkCases(source: CasesFile, report: Report): void {
  checkUniqueNames(source.cases, ['cases'], report);
  source.cases.forEach((one, index) => {
    const path = ['cases', index];
    checkBeginning(one, path, report);
    if (one.steps === undefined) {
      checkStep(one, path, report);
      return;
    }
    const own = [...STEP_VERBS, 'advance_seconds', 'expect'] as const;
    for (const key of own) {
      if (one[key] !== undefined) report([...path, key], `${key} stands beside steps`, 'move it into a step');
    }
    one.steps.forEach((step, number) => {
      checkStep(step, [...path, 'steps', number], report);
    });
  });
}

function checkBeginning({ at, account }: CaseSource, path: SourcePath, report: Report): void {
  const { time_zone: timeZone } = account;
  if (!isTimeZone(timeZone)) {
    report(
      [...path, 'account', 'time_zone'],
      `"${timeZone}" is no time zone`,
      'write an IANA name, such as Europe/Berlin',
    );
  } else if (parseLocalTime(at, timeZone) === undefined) {
    const hint =
      'look at the date; an hour that is skipped or comes twice when clocks are changed is written in UTC, with a Z';
    report([...path, 'at'], `${at} does not come exactly once in ${timeZone}`, hint);
  }
}

function checkStep(step: StepSource, path: SourcePath, report: Report): void {
  const verbs = STEP_VERBS.filter((verb) => step[verb] !== undefined);
  if (verbs.length > 1) {
    report(path, `a step does one thing, this one ${verbs.join(' and ')}`, 'make it several steps');
  } else if (verbs.length === 0 && step.advance_seconds === undefined && step.expect === undefined) {
    report(path, 'does nothing', `name one of ${STEP_VERBS.join(', ')}`);
  }
}
