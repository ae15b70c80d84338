/** `catalog show|check|reload`: the catalog of a running Tollgate. */
import type { CatalogCheck__Output } from '../gen/tollgate/v1/CatalogCheck.ts';
import { EXIT } from './exit-code.ts';
import { fields, timeText } from './layout.ts';
import { countText, problemLines } from './problem-text.ts';
import { defineQuestion } from './remote.ts';

/** Nothing in these answers is money. */
const noMoney = { currency: () => '' };

export const showCatalog = defineQuestion({
  path: 'catalog show',
  summary: 'show which catalog is in force',
  positionals: {},
  options: {},
  examples: ['tollgate catalog show'],
  response: 'Catalog',
  ...noMoney,
  ask: (client) => client.getCatalog({}),
  show: (catalog) => [
    ...fields([
      ['name', catalog.name],
      ['version', catalog.version],
      ['currency', catalog.currency],
      ['in force since', timeText(catalog.loadedAtMs)],
      ['services', catalog.services.join(', ')],
      ['plans', catalog.plans.join(', ')],
      ['cases', String(catalog.cases)],
    ]),
    ...(catalog.problems.length === 0
      ? []
      : ['The last reload was refused, so that this catalog stayed:', ...problemLines(catalog.problems, '')]),
  ],
});

export const checkServedCatalog = defineQuestion({
  path: 'catalog check',
  summary: "check the server's catalog directory without putting it into force",
  positionals: {},
  options: {},
  examples: ['tollgate catalog check'],
  response: 'CatalogCheck',
  ...noMoney,
  ask: (client) => client.checkCatalog({}),
  show: checkText,
  exit: ({ ok }) => (ok ? EXIT.ok : EXIT.fault),
});

export const reloadCatalog = defineQuestion({
  path: 'catalog reload',
  summary: "read the server's catalog directory again and put it into force if it is good",
  positionals: {},
  options: {},
  examples: ['tollgate catalog reload'],
  response: 'CatalogCheck',
  ...noMoney,
  ask: (client) => client.reloadCatalog({}),
  show: checkText,
  exit: ({ ok }) => (ok ? EXIT.ok : EXIT.fault),
});

function checkText({ ok, problems, version, inForce }: CatalogCheck__Output): string[] {
  if (ok) return [`OK: version ${version}${inForce ? ', in force' : ', not in force'}`];
  return [
    ...problemLines(problems, ''),
    `${countText(problems.length, 'problem')}: the last good catalog stays in force`,
  ];
}
