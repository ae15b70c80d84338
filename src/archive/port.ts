/**
 * The archive as the rest of Tollgate sees it: history in SQL, as long as its retention says, made of the journal. It
 * lags behind the ledger by a second or so, and may be away while calls go on: nothing on the call path asks it. Money
 * in milli-cents; times in milliseconds since the epoch, by the store's clock.
 *
 * Where a room needs a part of it only, it takes that part (`Pick<Archive, 'usage'>`).
 */
import type { Direction } from '../domain/traffic.ts';
import type { FundingPart, MovementKind, Page, PageOf } from '../ledger/port.ts';

/** Where the archive is. */
export type ArchiveMode = 'embedded' | 'postgres' | 'off';

/** How the other party's number was kept when a call was authorized. */
export type NumberForm = 'full' | 'masked' | 'hash';

/**
 * Whose rows a caller may see; part of every query, and applied in SQL. Empty lists admit everything, so that an
 * administrator's scope is `{ accountIds: [], accountPrefixes: [] }`; a row is admitted where any list names it.
 */
export interface ArchiveScope {
  /** These accounts alone. A call counts to the account whose traffic it was and to the one that paid for it. */
  readonly accountIds: readonly string[];
  /**
   * Accounts of these names and those whose names go on behind a delimiter: `acme` admits acme and acme-berlin, and not
   * acme2. As `auth.tokens[].account_prefix`.
   */
  readonly accountPrefixes: readonly string[];
}

/** From (inclusive) to (exclusive); undefined is from the beginning, or up to now. */
export interface ArchiveSpan {
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
}

/** What calls are asked for. Filters that are absent admit everything; those that are there must all be true. */
export interface CallsFilter extends ArchiveSpan {
  readonly scope: ArchiveScope;
  /** The account whose traffic it was. */
  readonly accountId?: string | undefined;
  /** With `accountId`: the accounts under it too. */
  readonly below?: boolean | undefined;
  readonly subjectId?: string | undefined;
  readonly service?: string | undefined;
  readonly direction?: Direction | undefined;
  readonly numberClass?: string | undefined;
  /** ISO 3166 alpha-2. */
  readonly country?: string | undefined;
  readonly gatewayId?: string | undefined;
  /** The other party, in every form in which it may be kept: whole, masked, its keyed hash. */
  readonly numbers?: readonly string[] | undefined;
}

/** How far a call has come. One that a correction or reversal changed keeps its state. */
export type CallState = 'open' | 'answered' | 'charged' | 'released';

/** What else is true of a call. */
export type CallFlag =
  /** Charged by estimate, because nobody reported its end. */
  | 'estimated'
  /** More was reported than could have been. */
  | 'clamped'
  /** The report contradicted itself. */
  | 'inconsistent'
  /** Charged only after it had been released. */
  | 'late'
  /** Ended by the sweeper. */
  | 'swept'
  /** Opened again from its settle token, or ended because its gateway did not list it any more. */
  | 'reopened'
  /** Charged in parts while it went on. */
  | 'interim'
  | 'corrected'
  | 'reversed'
  /** Its beginning was not in the journal any more: what the traffic was is not known. */
  | 'partial';

/** One leg of a call, or one message, as it stands after all that is known of it. */
export interface CallRow {
  /** Of which store: see {@link ArchiveStatus.epoch}. */
  readonly epoch: number;
  /** The account whose traffic it was, and the one that paid; mostly the same. */
  readonly accountId: string;
  readonly payerAccountId: string;
  /** Empty where there is none, or it was not known. */
  readonly parentAccountId: string;
  readonly rootAccountId: string;
  /** One of the two is empty: traffic that was authorized has a hold, what was charged at once has a key. */
  readonly holdId: string;
  readonly chargeKey: string;
  readonly subjectId: string;
  /** Of the subject, as they were then; empty where there were none. */
  readonly subjectLabels: Readonly<Record<string, string>>;
  readonly service: string;
  readonly direction: Direction;
  readonly numberClass: string;
  /** The other party, in the form of `numberForm`. */
  readonly number: string;
  readonly numberForm: NumberForm;
  /** What the rate was found by; empty where it was no number. */
  readonly prefix: string;
  readonly country: string;
  readonly rateRule: string;
  readonly holdRule: string;
  readonly gatewayId: string;
  /** Of the leg that this one was forwarded from; empty for none. */
  readonly parentHoldId: string;
  readonly authorizedAtMs: number;
  /** 0 where it was not answered, or nobody said so. */
  readonly answeredAtMs: number;
  /** 0 while it is open. */
  readonly endedAtMs: number;
  readonly state: CallState;
  /** Seconds or units that were granted in all. */
  readonly grantedUnits: number;
  /** As reported; 0 for a message. */
  readonly connectedSeconds: number;
  /** After rounding by the rate's increments; seconds for a call, else units. */
  readonly billedUnits: number;
  /** What was charged, after corrections and before reversals. */
  readonly costMilliCents: number;
  /** Given back by reversals. */
  readonly reversedMilliCents: number;
  /** What it cost beyond that, and could not be collected. */
  readonly writtenOffMilliCents: number;
  /** The most that was reserved at once. */
  readonly reservedMilliCents: number;
  /** Where the cost came from. */
  readonly parts: readonly FundingPart[];
  /** Q.850; 0 where none was reported. */
  readonly cause: number;
  readonly flags: readonly CallFlag[];
}

/** One change of an account's money. */
export interface MovementRow {
  readonly epoch: number;
  /** Whose money it is. */
  readonly accountId: string;
  /** Dense per account and store, except where the kinds between are no movements. */
  readonly sequence: number;
  readonly atMs: number;
  readonly kind: MovementKind;
  /** Signed. Of a write-off what was forgiven. */
  readonly amountMilliCents: number;
  /** Of purchased credit that never ends, afterwards. */
  readonly balanceMilliCents: number;
  readonly holdId: string;
  /** Of a charge without a hold; of a reversal, of the charge that it gives back. */
  readonly chargeKey: string;
  /** Of a credit, adjustment or reversal. */
  readonly idempotencyKey: string;
  readonly lotId: string;
  readonly packId: string;
  readonly packUnits: number;
  /** Of a purchase: the package of the catalog. */
  readonly packageId: string;
  /** Whose traffic it was, where another one pays; otherwise empty. */
  readonly originAccountId: string;
  readonly service: string;
  readonly subjectId: string;
  readonly direction: Direction | undefined;
  readonly numberClass: string;
  readonly number: string;
  readonly connectedSeconds: number;
  readonly billedUnits: number;
  readonly parts: readonly FundingPart[];
  readonly note: string;
  readonly estimated: boolean;
}

export interface MovementsFilter extends ArchiveSpan {
  readonly scope: ArchiveScope;
  readonly accountId?: string | undefined;
  readonly below?: boolean | undefined;
  readonly kinds?: readonly MovementKind[] | undefined;
}

/** By what usage is broken down. `day` and `month` are those of `timeZone`, and exclude each other. */
export type UsageKey =
  'day' | 'month' | 'subject' | 'class' | 'service' | 'direction' | 'country' | 'account' | 'gateway';

export interface UsageQuery extends CallsFilter {
  readonly groupBy: readonly UsageKey[];
  /** IANA, such as `Europe/Berlin`: where days and months begin. */
  readonly timeZone: string;
  /** Services that are counted in seconds: those are calls, all others messages and events. */
  readonly timedServices: readonly string[];
  /** ISO 3166: calls of another country that is known are international. */
  readonly homeCountry: string;
}

/** What was used of one group. Calls count in the period in which they were authorized. */
export interface UsageRow {
  /** A value for each key that was asked for: `2026-11-28` for a day, `2026-11` for a month. */
  readonly keys: Readonly<Partial<Record<UsageKey, string>>>;
  /** Legs and messages that were charged, free ones too. */
  readonly calls: number;
  /** Of these, calls of class `toll_free`. */
  readonly tollFreeCalls: number;
  /** Of these, calls whose other party is abroad. */
  readonly internationalCalls: number;
  readonly connectedSeconds: number;
  /** Of calls. */
  readonly billedSeconds: number;
  /** Of all others, in the units of their services. */
  readonly billedUnits: number;
  /** After corrections and reversals. */
  readonly costMilliCents: number;
  readonly writtenOffMilliCents: number;
  /** Included units that paid for them, seconds for calls: allowances and packs. What is beyond them is overage. */
  readonly includedUnits: number;
}

/** A report as CSV. */
export type CsvQuery =
  | { readonly report: 'calls'; readonly filter: CallsFilter }
  | { readonly report: 'movements'; readonly filter: MovementsFilter }
  | { readonly report: 'usage'; readonly filter: UsageQuery };

export interface CsvOptions {
  /** IANA: on whose clock times are shown. */
  readonly timeZone: string;
  /** ISO 4217, for the column of that name. */
  readonly currency: string;
}

/** A page of lines; the first page begins with the header row, also where no other follows. */
export interface CsvPage {
  readonly text: string;
  /** What the next page is asked for with; empty at the end. */
  readonly next: string;
}

/** Where the archive stands. */
export interface ArchiveStatus {
  readonly mode: ArchiveMode;
  /** What hinders it, for a person; empty when it is open and follows the journal. */
  readonly trouble: string;
  /** Which store it follows: counted up when a store was accepted after a loss, restored, or is another one. */
  readonly epoch: number;
  /** Age of the oldest entry that it has not kept, in seconds; 0 when it has kept all. */
  readonly lagSeconds: number;
  /** Calls and movements that it has; estimates of the database. */
  readonly calls: number;
  readonly movements: number;
  /** On disk. */
  readonly bytes: number;
  /** Entries that were trimmed before they were kept. */
  readonly missedEntries: number;
  /** Movements that were kept and that the store, rolled back, does not know any more: set apart. */
  readonly supersededMovements: number;
  /** Of the oldest call that it has; 0 when it has none. */
  readonly oldestMs: number;
}

/** What was erased of an account. */
export interface Erased {
  readonly calls: number;
  readonly movements: number;
}

/** Every method may throw a `Fault` `ARCHIVE_AWAY`: it is off, not open yet, or its database does not answer. */
export interface Archive {
  /** Newest first. */
  calls(filter: CallsFilter, page: Page): Promise<PageOf<CallRow>>;
  /** Oldest first. */
  movements(filter: MovementsFilter, page: Page): Promise<PageOf<MovementRow>>;
  /** In the order of the keys. */
  usage(query: UsageQuery, page: Page): Promise<PageOf<UsageRow>>;
  /** The same as lines, so that who hands them on has no rows to turn into text. */
  csv(query: CsvQuery, options: CsvOptions, page: Page): Promise<CsvPage>;
  status(): Promise<ArchiveStatus>;
  /** Takes everything of one account off, for good; what comes later is kept. */
  erase(accountId: string): Promise<Erased>;
}
