// What stands before the tables of docs/catalog.md.
export const REFERENCE_TEXT = `
# The catalog

Generated from the schemas of the files (\`npm run gen:schema\`); do not edit by hand.

A catalog is a directory of YAML files and rate decks. It says what is charged, how much, what is blocked and how much is held. It is read whole and
checked whole; every mistake is listed with file, line, column and a hint. Only a catalog without mistakes, whose cases all hold, is put into
force; the version is a hash over all its files. A running Tollgate notices changes by itself (and on SIGHUP). A change takes effect with the next
request; holds that are open keep the price that they were opened with. A catalog that is refused leaves the last good one in force.

\`\`\`
tollgate check DIR        # the same checks, offline; --update brings its cases up to a number that you changed
tollgate explain NUMBER   # how a number is classified, priced, held and blocked, and why
\`\`\`

\`config/catalog/\` is the default catalog; \`examples/catalogs/\` holds others. Editors with a YAML language server complete and check the files by the
\`$schema\` line at their top. \`catalog.yaml\`, \`services.yaml\`, \`rates.yaml\` and \`holds.yaml\` must exist. Files that begin with a dot, \`*.md\`, \`schema/\` and
what editors and package managers leave behind (\`*~\`, \`#*#\`, \`*.bak\`, \`*.orig\`, \`*.swp\`, \`*.tmp\`, \`*.dpkg-dist\`, ...) are ignored; any other file is a mistake.

Which example is closest to you? Copy it, and change prices and names.

| you sell | account and subject | example |
|---|---|---|
| every connected second of every call, in both directions, from one prepaid balance | a customer | \`pay-per-minute\` |
| a plan with credits in every cycle, which are used first, and a wallet behind them | a company, its agents | \`plan-then-wallet\` |
| packages of included calls per user, everything else from one credit of the whole team | a team, its users | \`team-credit\` |
| telephones for a company with offices: licences per member, bundles, an office that pays itself or has its parent pay | an office, its members | \`office-credit\` |
| messages by country, phone agents and AI agents, counted in credits, at cost plus a markup | an organization | \`messaging-credit\` |
| calls with a fee to connect, at prices by day and by night | a hotel, its rooms | \`hotel\` |

## Rules and matches

Rates, holds and limits are lists of rules, tried in order: the first whose \`match\` holds decides. Block rules are all looked at, and all limit rules count. A match without keys holds for
all traffic; every key that is given must hold; a list holds when one of its values does.

A rule that can never decide is a mistake: one whose traffic an earlier rule takes all of (\`country: DE\` behind a rule for everything outbound), and a match that never holds. The problem
names both places. Where only several earlier rules together leave nothing, and where the earlier one is in shadow, it is a warning: \`tollgate check\` and the log show it,
and the catalog is taken. A rate rule with a deck takes only what the deck knows.

Money is text in quotes: an unquoted 0.05 is a number to YAML and is refused, so that nothing is rounded by accident. So are phone
numbers: an unquoted +18005551234 is a number too.

An amount is in units of the catalog's \`currency\` and needs no sign. It may carry that currency's own: its code (\`USD 0.05\`), or its sign before or behind
(\`$0.05\`, \`US$0.05\`, \`0.05 €\`); \`$\` belongs to every dollar and peso, \`kr\` to every krone. The sign of another currency is a mistake in every file, deck and
case: nothing is converted. A unit of every currency has 100,000 parts, whatever its coins are: yen may have decimals here, and the third decimal of a dinar is exact.

\`mode: shadow\` on a block or limit rule counts what it would deny, without denying it: try a rule before enforcing it.

## Times of day

A match may look at the time: nights, weekends, office hours.

\`\`\`yaml
match:
  service: call
  time:
    - { days: [sat, sun], from: "00:00", to: "24:00" } # the whole weekend
    - { from: "22:00", to: "06:00" } # every night, until the next morning
\`\`\`

One of the windows must hold. \`days\` name the day on which a window begins: a night of \`fri\` lasts until Saturday morning. The clock is that of the account's time
zone when the request is made, as a clock on the wall shows it: where an hour is skipped in spring it is in no window, and where one comes twice in autumn it is in
its window twice. A price is pinned when a call is authorized: a call that goes on past the end of its window keeps its price, and so do its
extensions. Put the rule with the window before the rule for the rest of the day.

## Dates

\`dates\` stands in every match beside \`time\`: holidays, seasons, a promotion. An entry is a date (\`2026-12-25\`), a date of every year (\`12-25\`), a stretch with
both its ends (\`2026-12-24..2027-01-02\`, or \`12-24..01-02\` every year), or the name of a list in \`catalog.yaml\`:

\`\`\`yaml
# catalog.yaml
holidays:
  de: ["01-01", "05-01", "12-25..12-26", "2026-04-06", "2027-03-29"] # what moves is given by its date
# rates.yaml
match: { service: call, dates: [de, "12-31"] }
\`\`\`

One entry must hold, and so must everything else in the match. The calendar is that of the account's time zone when the request is made, like the clock of \`time\`;
each day counts from midnight to midnight, so the night of the 25th that a window \`22:00\` to \`06:00\` opens is over at midnight for \`dates: "12-25"\`. \`02-29\` comes in leap
years only. To leave days out of a list, put a rule for them before it; blocks and allowances have \`except\`.

## Prices

\`price(units) = connect_fee + ceil(billed_units * rate)\`, at least \`minimum_charge\`. Use is first rounded up to whole increments: 60/60 bills per started
minute, 1/1 per second, 30/6 the first half minute and then every six seconds. The rate is kept exact, whatever its decimals; only the final cost of a call is rounded
up to a thousandth of a cent. The price of one segment, message, page or interaction is rounded up by itself and then multiplied. Nothing used costs nothing.

Before the increments, a fraction of a second becomes a whole one by \`fraction\`, in \`catalog.yaml\` or in the rate rule. **The default is \`up\`: 60.02 s are 61 s, and
where started minutes are billed that is two of them.** Gateways that measure in milliseconds report such times all day: write \`nearest\` or \`down\` if the second minute
should not begin with the first hundredth of it. The rule is pinned with the hold, as the whole price is: a reload changes the next call.

\`free_seconds: 6\` in a rate rule makes calls of at most 6 connected seconds cost nothing at all: no connect fee, no minimum, no units of an allowance. Longer ones count
from their first second. The hold stays what it was, since nobody knows that a call will be short.

## Decks

\`decks/<name>.csv\` holds prices by prefix, as carriers publish them. For calls:

\`\`\`
prefix,per_minute,connect_fee,first_increment,next_increment,name,effective_at
44,0.0123,0,60,60,United Kingdom,
447,0.0456,0,60,60,United Kingdom mobile,2026-12-01
\`\`\`

For messages: \`prefix,per_segment,name,effective_at\`. The longest prefix of the other party's number that is in effect wins. Where a deck has none, the next
rule is tried. Half a million prefixes load in one to three seconds.

### Decks of carriers

A file with another header is named in \`decks:\` of rates.yaml. Without an entry the error prints one to paste, with a guess for each column:

\`\`\`yaml
decks:
  acme:                        # rules say \`deck: acme\`
    file: ACME A-Z 2026-12.csv # in decks/; decks/acme.csv when left out
    columns:                   # what the column says: its header there, in any case
      prefix: Dest Code
      name: Destination
      per_minute: Rate
      first_increment: Interval 1
      next_increment: Interval N
      effective_at: Effective Date
    codes: e164                # the codes begin with their country code
    separator: ";"
    decimal: ","
    dates: DD.MM.YYYY
    time_zone: Europe/Berlin   # where the days of the carrier begin
\`\`\`

- **Codes.** A deck with an entry says what its codes are: \`codes: e164\`, or \`country_code: "1"\` to put it before each of them, or columns \`country_code\` and
  \`area_codes\`. A file keyed by NPA-NXX without its 1 would price Casablanca for New York; one without an entry that looks so is refused. A cell may be \`44\`,
  \`+44\`, \`0044\`, \`44*\` or \`44xx\`, a list (\`7700;7701\`, also with commas in quotes, bars, slashes or spaces) and may hold ranges (\`7700-7702\`), 10,000 codes at most.
  Codes with only spaces between them are a list where all of them are of one country; \`52 33\` is refused, because it may be area code 33 of Mexico.
- **Figures.** \`.05\`, \`0,05\` and \`4.5E-03\` are read exactly, and so are thousands in groups with decimals behind them (\`1.234,56\`).
  All figures of a file have the same decimal sign. A currency sign must be the catalog's.
- **Separators.** Comma, semicolon, tab or bar, found out unless \`separator\` says it. Lines above the header (a title, an address, Excel's \`sep=;\`) and rows in which nothing
  stands are skipped. In a file without a header the columns are numbers, from 1.
- **Increments.** Two columns, or one (\`increments\`) with \`60/6\` or a number for both, or for all rows in the entry: \`increments: 60/60\`.
- **Times.** \`dates\` is the form of a date; a time of day may follow it, and an offset. Days begin in \`time_zone\`, which is UTC when left out. Rows of one prefix follow
  each other: each is in effect until the next begins.
- **Ends.** After \`ends_at\` (a day belongs to the row to its end) the code is discontinued: the deck has no price for it, and the shorter prefix does not speak
  for it. The next rule is tried. An earlier row of the prefix does not come back.
- **Blocked.** A row whose rate is a word such as \`blocked\` or \`closed\`, or whose \`status\` is one, closes its code: the answer is DESTINATION_BLOCKED, and neither a shorter
  prefix nor another rule prices it. \`blocked: ["0", reject]\` names the words where they are others; then every other word of \`status\` leaves the code open.
- **Repeats.** A prefix that stands twice with the same time and price is one; with another price it is a problem.
- **Encodings.** Decks are UTF-8. UTF-16, Windows-1252, Excel workbooks and archives are named in the error, with how to convert them.

\`tollgate deck check FILE\` reads a deck before it is in a catalog and says what is in it; where no mapping is given it guesses one and prints it.
\`tollgate deck diff OLD NEW\` counts by country what is added, gone, dearer, cheaper, blocked and opened when the last row of NEW takes effect; \`--country GB\` lists each code,
\`--json\` prints everything. It ends with 0 if nothing differs, with 3 if something does, with 1 if a deck cannot be read. The options of both are the words of \`decks:\`.

Changed decks are parsed on a thread of their own, so that a reload does not keep calls waiting; decks that are the same, read by the same entry, are kept.

One file may be several decks, such as \`us-inter\` and \`us-intra\` with the same \`file\` and other columns.

## Plans: what is included, and what pays

What a request costs is taken from these sources, in this order, in one step; one call may use the end of one and the beginning of the next:

1. **allowances**: units that the plan includes, for the account, for each of its \`seats\`, or for each subject. Whole increments are covered; the rest is paid, and
   connect fee and minimum charge apply only if something is paid. Traffic that costs nothing uses nothing up. A forwarded leg is covered only where the match
   names it or the other party is one of the account's own numbers;
2. **plan credits**: money that the plan gives in every cycle;
3. **lots**: the plan's bundles, and credit that was added with an end or for some services; what ends soonest goes first;
4. the **balance**, which never ends, and the credit limit behind it.

\`\`\`yaml
plans:
  team:
    credits: { amount: "7.50", per: seat }
    on_plan_exhausted: stop # or use_balance, the default
    minimum_top_up: "10.00"
    allowances:
      - name: fair-use
        minutes: 3000
        per: subject
        match: { service: call, country: EU, own_country: EU }
        except:
          - { number_class: [premium, special] }
    bundles:
      - { name: texts, amount: "5.00", every: year, services: sms }
\`\`\`

Cycles begin on the account's anchor day, in its time zone; a shorter month begins its cycle on its last day. Nothing has to run for a renewal: the first request in
a new cycle finds new counters, and journals what was given and what has ended. A call belongs to the cycle in which it was authorized, to its very end. Seats or a
plan that change in the middle of a cycle count at once: what is left is the new total less what is used and held, never below zero, and open calls keep what
they have reserved. The same holds for a change of the cycle or of the time zone: an allowance goes on under its name, less what was used of it in the period that it runs in.

With \`on_plan_exhausted: stop\` only allowances and plan credits pay; a request for more is denied with PLAN_EXHAUSTED until the cycle ends or credit is
added. Credit that was there before does not lift the stop. Account and subject may say otherwise.

## Who pays, and what is counted for whom

An account may stand below another one. It pays for itself, or its parent does (\`funded_by\` of the account); a \`payers\` rule in \`catalog.yaml\` sends the traffic
that it matches to the root's credit whatever the account says. Plan, allowances and credit are then the payer's; limits and the clock are the account's. A suspended
parent stops everything below it.

A limit rule counts the traffic that it matches and no other: a cap on inbound calls is not filled by outbound ones. Each rule that matches counts by itself; for each limit
and each \`per\` the first of them decides. Its counters are named by its \`id\`: give it one before you rename it, or it begins anew. What is spent is counted whether or not
a limit stands, for the account, its company and each subject. So a cap without a \`match\` that is written in mid-month knows the whole month; one with a \`match\`
counts from its first request on, and its denials say since when. A new limit on new calls looks at a window that slides: a call is in it for exactly its length.

A limit rule counts \`per: account\`, for each \`subject\` of the account, or for the whole \`company\`: the root and all below it, in the root's time zone and cycle.
A cap of open holds on an account counts those of the accounts below it too. Particulars of a subject (its own caps, licence and place) are set with
\`tollgate subject\`; they stand before what the catalog says for every subject.

## Cases

\`cases.yaml\` states decisions that the catalog must give: an account, one or several steps, and what must come of each. They run through the real verbs whenever
the catalog is loaded, and a catalog that breaks one is refused. What a case does not name is not compared. Days and months pass with \`advance_seconds\`;
where a case tells of none since an authorize, the connected time that is reported passes by itself.

\`\`\`yaml
cases:
  - name: too little for the hold
    account: { balance: "1.88" }
    authorize: { from: "+12025550100", to: "+14155550123" }
    expect: { decision: deny, reason: INSUFFICIENT_CREDIT, hold: "3.00", shortfall: "1.12" }

  - name: a call of 65 seconds
    account: { balance: "6.00" }
    steps:
      - authorize: { from: "+12025550100", to: "+14155550123" }
        expect: { decision: allow, granted: 3600, held: "3.00" }
      - advance_seconds: 5
        answer: {}
      - advance_seconds: 65
        settle: { connected_seconds: 65 }
        expect: { charge: "0.05417", balance: "5.94583" }
\`\`\`

## Change a number

A number that is changed moves the figures of cases. \`tollgate check DIR --update\` shows each of them, old and new, and rewrites them in \`cases.yaml\` after a
yes; everything else in that file stays as it is. So calls of at most 80 minutes are two commands:

\`\`\`console
$ sed -i 's/max_seconds: 3600/max_seconds: 4800/' config/catalog/holds.yaml
$ npx tollgate check config/catalog --update --yes
case "a new account has $5.00 and holds $3.00 for a call"
  config/catalog/cases.yaml:9   hold       3.00 → 4.00
  config/catalog/cases.yaml:9   granted    3600 → 4800
  config/catalog/cases.yaml:9   available  2.00 → 1.00
  config/catalog/cases.yaml:15  released   2.94583 → 3.94583
...
OK: config/catalog, version ...
\`\`\`

Figures are amounts, seconds, reasons and sentences. Where an answer turns from allow to deny, or back, it says so and writes nothing until the case is named:
\`--flip 'too little for the hold'\`. Where a step cannot be done any more (a settle of a call that is denied now), the case is changed by hand. Without \`--yes\` it
asks; where the variable \`CI\` is set it writes nothing and ends with 1.
`;
