/** The report as a picture: money in holds over time, and what each hold rule trades. Plain SVG, readable anywhere. */
import { formatMoney } from '../domain/money.ts';
import type { PlotStretch } from './held-money.ts';
import type { ReplayReport } from './report.ts';
import type { Recommendation, TradeOff } from './trade-offs.ts';

const WIDTH = 960;
const LEFT = 96;
const RIGHT = 24;
const PLOT_HEIGHT = 260;
const ROW_HEIGHT = 22;
const INNER = WIDTH - LEFT - RIGHT;

const COLOURS = { held: '#9db4d6', stranded: '#c0392b', denied: '#7d3c98', text: '#222', grid: '#ddd' };

/** An SVG document. */
export function replayPlot(report: ReplayReport): string {
  const { figures, catalog, recommendations } = report;
  const parts: string[] = [title(40, `Money in holds: ${catalog.name}, version ${catalog.version}`)];
  let top = 64;
  parts.push(...timePlot(figures.plot, figures.toMs, catalog.currency, top));
  top += PLOT_HEIGHT + 72;
  for (const recommendation of recommendations) {
    parts.push(...tradeOffPlot(recommendation, catalog.currency, top));
    top += 84 + recommendation.tradeOffs.length * ROW_HEIGHT;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}"`,
    '  font-family="sans-serif" font-size="12">',
    `<rect width="${WIDTH}" height="${top}" fill="white"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function timePlot(plot: readonly PlotStretch[], toMs: number, currency: string, top: number): string[] {
  const fromMs = plot[0]?.fromMs ?? 0;
  const most = Math.max(1, ...plot.map(({ heldPeak }) => heldPeak));
  const x = (atMs: number): string => (LEFT + (INNER * (atMs - fromMs)) / Math.max(1, toMs - fromMs)).toFixed(1);
  const y = (milliCents: number): string => (top + PLOT_HEIGHT * (1 - milliCents / most)).toFixed(1);
  const area = (level: (stretch: PlotStretch) => number, colour: string): string => {
    const steps = plot.map((stretch, index) => {
      const height = y(level(stretch));
      return `${x(stretch.fromMs)},${height} ${x(plot[index + 1]?.fromMs ?? toMs)},${height}`;
    });
    const points = [`${x(fromMs)},${y(0)}`, ...steps, `${x(toMs)},${y(0)}`].join(' ');
    return `<polygon points="${points}" fill="${colour}"/>`;
  };
  const lines = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const at = y(most * part);
    const amount = formatMoney(Math.round(most * part), { round: 'up', currency });
    return (
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}" stroke="${COLOURS.grid}"/>` +
      text(LEFT - 8, Number(at) + 4, amount, 'end')
    );
  });
  return [
    area(({ heldPeak }) => heldPeak, COLOURS.held),
    area(({ strandedPeak }) => strandedPeak, COLOURS.stranded),
    ...lines,
    text(LEFT, top + PLOT_HEIGHT + 18, dateOf(fromMs)),
    text(WIDTH - RIGHT, top + PLOT_HEIGHT + 18, dateOf(toMs), 'end'),
    ...legend(top + PLOT_HEIGHT + 40, [
      [COLOURS.held, 'held, the most in each stretch of time'],
      [COLOURS.stranded, 'of that stranded: more than the calls came to cost'],
    ]),
  ];
}

function tradeOffPlot(recommendation: Recommendation, currency: string, top: number): string[] {
  const { rule, service, tradeOffs, withExtend, withoutExtend } = recommendation;
  const mostStranded = Math.max(1, ...tradeOffs.map(({ stranded }) => stranded.mean));
  const mostFailed = Math.max(1, ...tradeOffs.map(failed));
  const half = (INNER - 260) / 2;
  const rows = tradeOffs.flatMap((each, index) => {
    const at = top + 52 + index * ROW_HEIGHT;
    const isAdvised = each.variant === withExtend || each.variant === withoutExtend;
    const stranded = formatMoney(each.stranded.mean, { round: 'up', currency });
    return [
      text(LEFT - 72, at + 12, `${isAdvised ? '► ' : ''}${each.variant}: ${settings(each)}`),
      bar(LEFT + 200, at, (half - 70) * (each.stranded.mean / mostStranded), COLOURS.stranded, stranded),
      bar(LEFT + 220 + half, at, (half - 70) * (failed(each) / mostFailed), COLOURS.denied, String(failed(each))),
    ];
  });
  return [
    title(top + 10, `Hold rule "${rule}" for ${service}`),
    text(LEFT + 200, top + 38, 'stranded on the average'),
    text(LEFT + 220 + half, top + 38, 'calls denied for money or cut'),
    ...rows,
  ];
}

function failed({ deniedForMoney, cut }: TradeOff): number {
  return deniedForMoney + cut;
}

function settings({ initialSeconds, extendSeconds, maxSeconds }: TradeOff): string {
  return extendSeconds === 0 ? `${maxSeconds} s` : `${initialSeconds} + ${extendSeconds} s`;
}

function bar(x: number, y: number, width: number, colour: string, label: string): string {
  const size = Math.max(1, width).toFixed(1);
  return (
    `<rect x="${x.toFixed(1)}" y="${y}" width="${size}" height="${ROW_HEIGHT - 6}" fill="${colour}"/>` +
    text(x + Math.max(1, width) + 6, y + 12, label)
  );
}

function legend(y: number, entries: readonly (readonly [colour: string, words: string])[]): string[] {
  return entries.flatMap(([colour, words], index) => [
    `<rect x="${LEFT + index * 330}" y="${y - 10}" width="12" height="12" fill="${colour}"/>`,
    text(LEFT + 18 + index * 330, y, words),
  ]);
}

function title(y: number, words: string): string {
  return `<text x="${LEFT - 72}" y="${y}" font-size="16" fill="${COLOURS.text}">${escaped(words)}</text>`;
}

function text(x: number, y: number, words: string, anchor = 'start'): string {
  return (
    `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="${COLOURS.text}">` +
    `${escaped(words)}</text>`
  );
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function dateOf(atMs: number): string {
  return atMs === 0 ? '' : `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
