/** What a replay found, for people and as JSON. */
import { formatMoney } from '../domain/money.ts';
import type { LevelFigures } from '../tuning/held-money.ts';
import type { RowProblem, RowProblemKind } from '../tuning/past-call.ts';
import type { ReplayReport } from '../tuning/report.ts';
import type { Figures, RuleFigures } from '../tuning/figures.ts';
import type { Recommendation, TradeOff } from '../tuning/trade-offs.ts';
import { countText, fields, table, timeText } from './text.ts';

/** What became of the rows of the file. */
export interface ReplayRows {
  readonly rows: number;
  /** Outside of the time that was asked for. */
  readonly outside: number;
  readonly readBy: string;
  readonly problems: Readonly<Record<RowProblemKind, number>>;
  /** The first of each kind, by line. */
  readonly named: readonly RowProblem[];
}

/** For people, so many problems are listed. */
const PROBLEMS_SHOWN = 10;
const ACCOUNTS_SHOWN = 5;

type Money = (milliCents: number) => string;

export function replayText(report: ReplayReport, rows: ReplayRows): string {
  const { catalog, figures } = report;
  // Sums over many calls: less than a cent of them is nothing to read.
  const money: Money = (milliCents) => formatMoney(milliCents, { round: 'up', currency: catalog.currency });
  return [
    `${catalog.name}, version ${catalog.version}: ${span(figures)}`,
    '',
    ...rowLines(rows),
    '',
    ...callLines(figures, money),
    '',
    'Money in holds, over time:',
    ...levelTable(figures, money),
    '',
    'By hold rule:',
    ...ruleTable(figures.rules, money),
    ...accountLines(figures, money),
    ...report.recommendations.flatMap((each) => ['', ...adviceLines(each, report, money)]),
  ].join('\n');
}

function span({ fromMs, toMs }: Figures): string {
  return fromMs === 0 ? 'no calls' : `${timeText(fromMs)} to ${timeText(toMs)}`;
}

function rowLines({ rows, outside, readBy, problems, named }: ReplayRows): string[] {
  const { missing, malformed, unratable } = problems;
  const rejected = missing + malformed + unratable;
  const lines = fields([
    ['rows', `${figure(rows)}, read by ${readBy}`],
    ['outside of the time', outside === 0 ? undefined : figure(outside)],
    ['missing something', missing === 0 ? undefined : figure(missing)],
    ['malformed', malformed === 0 ? undefined : figure(malformed)],
    ['not ratable', unratable === 0 ? undefined : figure(unratable)],
  ]);
  const shown = named
    .slice(0, PROBLEMS_SHOWN)
    .map(({ line, kind, message }) => `    line ${line}: ${kind}: ${message}`);
  const more = rejected - shown.length;
  return [...lines, ...shown, ...(more > 0 ? [`    and ${figure(more)} more: --calls FILE names all of them`] : [])];
}

function callLines(figures: Figures, money: Money): string[] {
  const { costChange: change, deniedBy, calls } = figures;
  const denials = Object.entries(deniedBy).map(([reason, count]) => `${reason} ${figure(count)}`);
  return fields([
    ['calls', figure(calls)],
    ['emergency calls', figures.emergencies === 0 ? undefined : figure(figures.emergencies)],
    ['cost', money(figures.costMilliCents)],
    [
      'against then',
      change.calls === 0
        ? undefined
        : `${money(change.wasMilliCents)} then, ${money(change.isMilliCents)} now, of ${figure(change.calls)} calls: ` +
          `${figure(change.dearer)} dearer, ${figure(change.cheaper)} cheaper`,
    ],
    ['denied', figures.denied === 0 ? '0' : `${share(figures.denied, calls)}: ${denials.join(', ')}`],
    ['denied, and not then', figures.newlyDenied === 0 ? undefined : figure(figures.newlyDenied)],
    ['admitted, and not then', figures.newlyAdmitted === 0 ? undefined : figure(figures.newlyAdmitted)],
    [
      'a smaller hold would do',
      figures.deniedForMoney === 0
        ? undefined
        : `${figure(figures.fitSmallerHold)} of ${figure(figures.deniedForMoney)} denied for money could have paid ` +
          'the call',
    ],
    ['cut', figures.cut === 0 ? undefined : `${share(figures.cut, calls)}, ${figure(figures.cutUnits)} s lost`],
    [
      'overrun exposure',
      figures.overruns === 0
        ? undefined
        : `${countText(figures.overruns, 'call')} beyond the grant: ${money(figures.overrunMilliCents)}, of which ` +
          `nobody would pay ${money(figures.overrunWriteOffMilliCents)}`,
    ],
    ['written off', figures.writeOffMilliCents === 0 ? undefined : money(figures.writeOffMilliCents)],
  ]);
}

function levelTable({ held, stranded }: Pick<Figures, 'held' | 'stranded'>, money: Money): string[] {
  const levels: readonly (readonly [string, LevelFigures])[] = [
    ['held', held],
    ['stranded', stranded],
  ];
  return table(levels, [
    { title: '', cell: ([name]) => `  ${name}` },
    { title: 'mean', align: 'right', cell: ([, { mean }]) => money(mean) },
    { title: 'p95', align: 'right', cell: ([, { p95 }]) => money(p95) },
    { title: 'peak', align: 'right', cell: ([, { peak }]) => money(peak) },
    { title: 'at', cell: ([, { peakAtMs }]) => timeText(peakAtMs) },
  ]);
}

function ruleTable(rules: readonly RuleFigures[], money: Money): string[] {
  return table(rules, [
    { title: '  rule', cell: ({ rule }) => `  ${rule}` },
    { title: 'service', cell: ({ service }) => service },
    { title: 'calls', align: 'right', cell: ({ calls }) => figure(calls) },
    { title: 'denied', align: 'right', cell: ({ denied }) => figure(denied) },
    { title: 'cut', align: 'right', cell: ({ cut }) => figure(cut) },
    { title: 'extends', align: 'right', cell: (each) => figure(each.extends) },
    { title: 'held', align: 'right', cell: ({ reservedMilliCents }) => money(reservedMilliCents) },
    { title: 'charged', align: 'right', cell: ({ costMilliCents }) => money(costMilliCents) },
    { title: 'stranded, mean', align: 'right', cell: ({ stranded }) => money(stranded.mean) },
    { title: 'peak', align: 'right', cell: ({ stranded }) => money(stranded.peak) },
    { title: 'used p50', align: 'right', cell: ({ used }) => figure(used.p50) },
    { title: 'p99', align: 'right', cell: ({ used }) => figure(used.p99) },
    { title: 'longest', align: 'right', cell: ({ used }) => figure(used.max) },
  ]);
}

function accountLines({ accounts }: Figures, money: Money): string[] {
  const harmed = accounts.filter(({ denied, cut }) => denied + cut > 0).slice(0, ACCOUNTS_SHOWN);
  if (harmed.length === 0) return [];
  return [
    '',
    'Accounts with the most denied and cut calls:',
    ...table(harmed, [
      { title: '  account', cell: ({ accountId }) => `  ${accountId}` },
      { title: 'calls', align: 'right', cell: ({ calls }) => figure(calls) },
      { title: 'denied', align: 'right', cell: ({ denied }) => figure(denied) },
      { title: 'smaller would do', align: 'right', cell: ({ fitSmallerHold }) => figure(fitSmallerHold) },
      { title: 'cut', align: 'right', cell: ({ cut }) => figure(cut) },
      { title: 'cost', align: 'right', cell: ({ costMilliCents }) => money(costMilliCents) },
    ]),
  ];
}

function adviceLines(advice: Recommendation, report: ReplayReport, money: Money): string[] {
  const { rule, service, tradeOffs, withExtend, withoutExtend } = advice;
  const part = report.sampledCalls < report.figures.calls ? `, from ${figure(report.sampledCalls)} of the calls` : '';
  const settings = (name: string): string => {
    const found = tradeOffs.find(({ variant }) => variant === name);
    return found === undefined ? '' : `${name}: ${settingsText(found)}`;
  };
  return [
    `Hold rule "${rule}" for ${service}${part}:`,
    ...table(tradeOffs, [
      { title: '', cell: ({ variant }) => `  ${variant}` },
      { title: 'initial', align: 'right', cell: ({ initialSeconds }) => figure(initialSeconds) },
      {
        title: 'extend',
        align: 'right',
        cell: (each) => (each.extendSeconds === 0 ? '-' : figure(each.extendSeconds)),
      },
      { title: 'max', align: 'right', cell: ({ maxSeconds }) => figure(maxSeconds) },
      { title: 'stranded, mean', align: 'right', cell: ({ stranded }) => money(stranded.mean) },
      { title: 'p95', align: 'right', cell: ({ stranded }) => money(stranded.p95) },
      { title: 'peak', align: 'right', cell: ({ stranded }) => money(stranded.peak) },
      { title: 'denied for money', align: 'right', cell: ({ deniedForMoney }) => figure(deniedForMoney) },
      { title: 'cut', align: 'right', cell: ({ cut }) => figure(cut) },
      { title: 'extends a call', align: 'right', cell: (each) => ratio(each.extends, each.calls) },
      { title: 'overrun', align: 'right', cell: ({ overrunMilliCents }) => money(overrunMilliCents) },
    ]),
    `  If the gateway extends:        ${settings(withExtend)}`,
    `  If the gateway cannot extend:  ${settings(withoutExtend)}`,
  ];
}

/** As it stands in holds.yaml. */
function settingsText({ initialSeconds, extendSeconds, maxSeconds }: TradeOff): string {
  if (extendSeconds === 0) return `max_seconds: ${maxSeconds}, reserve: all`;
  const reserve = `{ initial_seconds: ${initialSeconds}, extend_seconds: ${extendSeconds} }`;
  return `max_seconds: ${maxSeconds}, reserve: ${reserve}`;
}

function figure(count: number): string {
  return count.toLocaleString('en-US');
}

function share(count: number, all: number): string {
  return `${figure(count)} (${((100 * count) / Math.max(1, all)).toFixed(1)} %)`;
}

function ratio(count: number, all: number): string {
  return (count / Math.max(1, all)).toFixed(2);
}

/** The names of the wire. */
export function reportObject(report: ReplayReport, rows: ReplayRows): object {
  const { rows: read, readBy, outside, problems, named } = rows;
  const { unratable: _, ...rest } = report;
  const counts = { read, read_by: readBy, outside, ...problems, named };
  return { rows: counts, ...(snakeCased(rest) as object) };
}

/** Keys that are names of ours; reasons, in capitals, are left as they are. */
function snakeCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      /^[A-Z]/.test(key) ? key : key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      snakeCased(each),
    ]),
  );
}
