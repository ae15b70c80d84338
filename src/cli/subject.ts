/** `subject set|get|list|delete`: what holds for the users, agents and lines of an account. */
import { LimitPolicy } from '../gen/tollgate/v1/LimitPolicy.ts';
import type { ListSubjectsResponse__Output } from '../gen/tollgate/v1/ListSubjectsResponse.ts';
import type { Subject__Output } from '../gen/tollgate/v1/Subject.ts';
import { allowanceLines } from './account-text.ts';
import { planExhausted, planExhaustedOption } from './account.ts';
import { toWireName } from '../transport/definitions.ts';
import { type Arguments, flag, given, option, UsageError } from './command.ts';
import { accountMoney, defineQuestion, type MoneyWriter } from './connection.ts';
import { moreLines, pageOptions, readPages } from './pages.ts';
import { enumWord, fields, table, timeText } from './text.ts';

const AS_IT_IS = 'as it is';

const PLACE = {
  ACCOUNT: { meaning: 'its id' },
  SUBJECT: { meaning: 'the user, agent or line: 1 to 128 of A-Z a-z 0-9 . _ @ + -' },
} as const;

export const setSubject = defineQuestion({
  path: 'subject set',
  summary: 'say what holds for a user, agent or line; what is not named stays',
  positionals: PLACE,
  options: {
    'rate-plan': option('PLAN', 'a rate plan (licence) of the catalog, or none', AS_IT_IS),
    country: option('CODE', 'ISO 3166, such as DE: where it is; none is what its number says', AS_IT_IS),
    'max-open-holds': option('COUNT', "its own cap on open holds; 0 means the catalog's", AS_IT_IS),
    'spending-limit': option('AMOUNT', 'what it may spend in a billing cycle, or none', AS_IT_IS),
    'on-limit': option('WHAT', 'at that limit: stop, or use_balance to go on without the plan credits', AS_IT_IS),
    'on-plan-exhausted': planExhaustedOption('account', AS_IT_IS),
    label: {
      ...option('NAME=TEXT', 'what reports say of it, such as name=Ada or department=Sales; replaces all labels'),
      multiple: true,
    },
    'no-labels': flag('remove all labels'),
  },
  examples: [
    'tollgate subject set acme agent-7 --rate-plan premium --spending-limit 20.00',
    'tollgate subject set acme line-2 --country DE --max-open-holds 2',
    'tollgate subject set acme agent-7 --spending-limit none',
    'tollgate subject set acme agent-7 --label name=Ada --label department=Sales',
  ],
  response: 'SetSubjectResponse',
  async ask(client, args) {
    const isNone = (name: Parameters<typeof args.text>[0]): boolean => args.text(name)?.toLowerCase() === 'none';
    const changes = given({
      ratePlan: isNone('rate-plan') ? '' : args.text('rate-plan'),
      country: isNone('country') ? '' : args.text('country'),
      maxOpenHolds: args.integer('max-open-holds'),
      spendingLimitMilliCents: isNone('spending-limit')
        ? undefined
        : await accountMoney(client, args, 'spending-limit'),
      onLimit: args.oneOf('on-limit', LimitPolicy),
      onPlanExhausted: planExhausted(args, 'account'),
      labels: labelsOf(args),
    });
    // No cap is absent in the request: the mask alone takes it away.
    const paths = [...Object.keys(changes), ...(isNone('spending-limit') ? ['spendingLimitMilliCents'] : [])];
    if (paths.length === 0) throw new UsageError('nothing is named that should change');
    const place = { accountId: args.required('ACCOUNT'), subjectId: args.required('SUBJECT') };
    return client.setSubject({ ...place, ...changes, updateMask: { paths: paths.map(toWireName) } });
  },
  show: ({ subject }, money) => subjectText(subject, money),
});

/** Undefined where none are named and none are to go. */
function labelsOf(args: Arguments<'label' | 'no-labels'>): Record<string, string> | undefined {
  const texts = args.list('label');
  if (texts.length === 0) return args.flag('no-labels') ? {} : undefined;
  if (args.flag('no-labels')) throw new UsageError('--label and --no-labels contradict');
  return Object.fromEntries(
    texts.map((text): [string, string] => {
      const at = text.indexOf('=');
      if (at < 1) throw new UsageError(`--label must be a name and a text such as department=Sales, not "${text}"`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** `department=Sales, name=Ada`. */
function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, text]) => `${name}=${text}`)
    .sort()
    .join(', ');
}

export const getSubject = defineQuestion({
  path: 'subject get',
  summary: 'show what holds for a user, agent or line, and what it has used',
  positionals: PLACE,
  options: {},
  examples: ['tollgate subject get acme agent-7'],
  response: 'GetSubjectResponse',
  ask: (client, args) =>
    client.getSubject({ accountId: args.required('ACCOUNT'), subjectId: args.required('SUBJECT') }),
  show: ({ subject }, money) => subjectText(subject, money),
});

export const deleteSubject = defineQuestion({
  path: 'subject delete',
  summary: 'forget what holds for a user, agent or line: it has the defaults again, its usage stays counted',
  positionals: PLACE,
  options: {},
  examples: ['tollgate subject delete acme agent-7'],
  response: 'DeleteSubjectResponse',
  ask: (client, args) =>
    client.deleteSubject({ accountId: args.required('ACCOUNT'), subjectId: args.required('SUBJECT') }),
  show: ({ subject }, money) => subjectText(subject, money),
});

const SUBJECT_PAGES = { limit: 1000, pageSize: 10_000 };

export const listSubjects = defineQuestion({
  path: 'subject list',
  summary: 'list the users, agents and lines of an account that have particulars',
  positionals: { ACCOUNT: PLACE.ACCOUNT },
  options: pageOptions(SUBJECT_PAGES),
  examples: ['tollgate subject list acme'],
  response: 'ListSubjectsResponse',
  async ask(client, args): Promise<ListSubjectsResponse__Output> {
    const { items, next } = await readPages(args, SUBJECT_PAGES, async (page) => {
      const answer = await client.listSubjects({ accountId: args.required('ACCOUNT'), ...page });
      return { items: answer.subjects, next: answer.nextPageToken };
    });
    return { subjects: [...items], nextPageToken: next };
  },
  show: ({ subjects, nextPageToken }, money) => [
    ...(subjects.length === 0
      ? ['no subjects with particulars']
      : table(subjects, [
          { title: 'SUBJECT', cell: ({ subjectId }) => subjectId },
          { title: 'RATE PLAN', cell: ({ ratePlan }) => ratePlan },
          { title: 'COUNTRY', cell: ({ country }) => country },
          {
            title: 'MOST OPEN',
            align: 'right',
            cell: ({ maxOpenHolds }) => (maxOpenHolds === '0' ? '' : maxOpenHolds),
          },
          {
            title: 'SPENT',
            align: 'right',
            cell: (subject) => (limitText(subject, money) === undefined ? '' : money(subject.spentMilliCents)),
          },
          { title: 'LIMIT', align: 'right', cell: (subject) => limitText(subject, money) ?? '' },
          {
            title: 'AT LIMIT',
            cell: (subject) => (limitText(subject, money) === undefined ? '' : enumWord(LimitPolicy, subject.onLimit)),
          },
          { title: 'PLAN USED UP', cell: ({ onPlanExhausted }) => enumWord(LimitPolicy, onPlanExhausted) },
          { title: 'LABELS', cell: ({ labels }) => labelsText(labels) },
        ])),
    ...moreLines(nextPageToken),
  ],
});

function subjectText(subject: Subject__Output | null, money: MoneyWriter): string[] {
  if (subject === null) return [];
  const limit = limitText(subject, money);
  const spent = money(subject.spentMilliCents);
  return [
    `${subject.subjectId} of ${subject.accountId}`,
    ...fields([
      ['rate plan', subject.ratePlan || 'none'],
      ['country', subject.country || 'as its number says'],
      ['most open holds', subject.maxOpenHolds === '0' ? 'as the catalog says' : subject.maxOpenHolds],
      [
        'spending limit',
        limit === undefined ? 'none' : `${limit} in a billing cycle, then ${enumWord(LimitPolicy, subject.onLimit)}`,
      ],
      ['spent', limit === undefined ? undefined : `${spent} of ${limit}, held included`],
      ['cycle ends', timeText(subject.cycleEndsAtMs)],
      ['plan used up', enumWord(LimitPolicy, subject.onPlanExhausted) || 'as the account says'],
      ['labels', labelsText(subject.labels)],
    ]),
    ...allowanceLines(subject.allowances),
  ];
}

/** Undefined where there is none, which is not a limit of nothing. */
function limitText({ spendingLimitMilliCents }: Subject__Output, money: MoneyWriter): string | undefined {
  return spendingLimitMilliCents === undefined ? undefined : money(spendingLimitMilliCents);
}
