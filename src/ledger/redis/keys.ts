/**
 * Every key of the ledger. Accounts are spread over a fixed number of partitions by their root account; all keys of a
 * partition share a Redis hash tag, so that one script can touch them all, also in a cluster.
 */

import type { DeliveryState } from '../alert-operations.ts';
import type { LeasePurpose } from '../lease-operations.ts';
import { LISTS_AT_ONCE } from '../reconcile-operations.ts';

/** The remainders of all single bytes, which make the checksum one look-up per byte. */
const CRC16_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc;
});

/** CRC-16/XMODEM, which Redis Cluster also uses. Account ids are ASCII. */
function crc16(text: string): number {
  let crc = 0;
  for (let i = 0; i < text.length; i++) {
    crc = ((crc << 8) ^ (CRC16_TABLE[((crc >> 8) ^ text.charCodeAt(i)) & 0xff] ?? 0)) & 0xffff;
  }
  return crc;
}

const NEEDS_ESCAPE = /[%:{}]/;

/** A hold id or idempotency key may hold what would read as a hash tag or a separator. */
function escape(id: string): string {
  if (!NEEDS_ESCAPE.test(id)) return id;
  return id.replace(/[%:{}]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
}

/** The keys of one gateway's lists of active legs. */
export interface GatewayListKeys {
  readonly lists: string;
  readonly missing: string;
  /** One for each list that may be under way. */
  readonly legs: readonly string[];
}

/** The keys of one partition. */
export class PartitionKeys {
  /** Instance id, generation, number of partitions, sums for the gauges. */
  readonly meta: string;
  /** The partition's open holds by deadline. */
  readonly open: string;
  /**
   * The partition's open holds by gateway, as `gateway_id<TAB>account_id:hold_id`, and its open forwarded legs by the
   * hold that they were forwarded from, as `<TAB>account_id:parent_hold_id<TAB>account_id:hold_id`.
   */
  readonly gateways: string;
  /** The accounts that live in the partition, by id, all with score 0. */
  readonly accounts: string;
  /** One entry per change of state. */
  readonly journal: string;
  /** Why holds are set aside, as `account_id:hold_id` to `since_ms tries why`. */
  readonly aside: string;
  /** How far each registered reader of the journal has come: name to `last_id seen_at_ms`. */
  readonly readers: string;
  /** What accounts must be as of an entry of the journal, by account: where verification begins. */
  readonly checkpoints: string;
  /** How the last verification ended, and up to which entry the checkpoints go. */
  readonly verified: string;
  /** On the first partition: the sidecars that are there, by id: `seen_ms facts`. */
  readonly sidecars: string;
  /** The accounts whose recharging is to be looked at some time, by when. */
  readonly recharges: string;
  /** Below what balance accounts are recharged by themselves, by account. */
  readonly thresholds: string;
  /** The accounts that want to be told something, by name. */
  readonly alerting: string;
  /** Deliveries of alerts by id, whatever became of them. */
  readonly alertOutbox: string;
  /** Those that are pending, by when they are due; sent; and given up. */
  readonly alertLists: Readonly<Record<DeliveryState, string>>;
  readonly #base: string;

  constructor(prefix: string, index: number) {
    this.#base = `${prefix}:{t${index}}:`;
    this.meta = `${this.#base}meta`;
    this.open = `${this.#base}open`;
    this.gateways = `${this.#base}gateways`;
    this.accounts = `${this.#base}accounts`;
    this.aside = `${this.#base}aside`;
    this.journal = `${this.#base}journal`;
    this.readers = `${this.#base}journal:readers`;
    this.checkpoints = `${this.#base}journal:checkpoints`;
    this.verified = `${this.#base}verified`;
    this.sidecars = `${this.#base}sidecars`;
    this.recharges = `${this.#base}recharges`;
    this.thresholds = `${this.#base}recharges:thresholds`;
    this.alerting = `${this.#base}alerting`;
    this.alertOutbox = `${this.#base}alert_outbox`;
    this.alertLists = {
      pending: `${this.#base}alert_due`,
      sent: `${this.#base}alert_sent`,
      dead: `${this.#base}alert_dead`,
    };
  }

  account(accountId: string): string {
    return `${this.#base}account:${accountId}`;
  }

  /** Which sidecar does this work on the partition just now. */
  lease(purpose: LeasePurpose): string {
    return `${this.#base}lease:${purpose}`;
  }

  /** The open holds of the account and of those under it, beyond the few that the account's hash names. */
  accountOpen(accountId: string): string {
    return `${this.#base}account:${accountId}:holds`;
  }

  /** The account's credit that ends. */
  lots(accountId: string): string {
    return `${this.#base}account:${accountId}:lots`;
  }

  /** What the account wants to be told, and what it was told. */
  alerts(accountId: string): string {
    return `${this.#base}alerts:${accountId}`;
  }

  /** The subjects of the account that have particulars. */
  subjects(accountId: string): string {
    return `${this.#base}account:${accountId}:subjects`;
  }

  /** What holds for one subject. */
  subject(accountId: string, subjectId: string): string {
    return `${this.#base}subject:${accountId}:${subjectId}`;
  }

  /** The four keys of an account, in the order in which the scripts take them. */
  owner(accountId: string): readonly string[] {
    return [this.account(accountId), this.accountOpen(accountId), this.counters(accountId), this.lots(accountId)];
  }

  /** How the account is recharged, and what is under way. */
  recharge(accountId: string): string {
    return `${this.#base}recharge:${accountId}`;
  }

  /** What the account's limits and allowances count, by window and period. */
  counters(accountId: string): string {
    return `${this.#base}cycles:${accountId}`;
  }

  /**
   * What a gateway's lists of active legs have said: the lists that are under way, the holds that are missing, and the
   * legs of each list.
   */
  lists(gatewayId: string): GatewayListKeys {
    const base = `${this.#base}lists:${escape(gatewayId)}`;
    const legs = Array.from({ length: LISTS_AT_ONCE }, (_, slot) => `${base}:legs:${slot + 1}`);
    return { lists: base, missing: `${base}:missing`, legs };
  }

  hold(accountId: string, holdId: string): string {
    return `${this.#base}hold:${accountId}:${escape(holdId)}`;
  }

  /** The highest epoch of a gateway, in the partition of its name. */
  epoch(gatewayId: string): string {
    return `${this.#base}epoch:${escape(gatewayId)}`;
  }

  /** Remembers a credit, adjustment or charge, and for a while which asking it was. */
  once(accountId: string, idempotencyKey: string): readonly [once: string, nonce: string] {
    const name = `${accountId}:${escape(idempotencyKey)}`;
    return [`${this.#base}once:${name}`, `${this.#base}nonce:${name}`];
  }
}

/** Finds the partition of an account. The number of partitions is fixed when the store is created. */
export class Keys {
  readonly partitions: readonly PartitionKeys[];

  constructor(prefix: string, partitions: number) {
    this.partitions = Array.from({ length: partitions }, (_, index) => new PartitionKeys(prefix, index));
  }

  of(rootAccountId: string): PartitionKeys {
    return this.at(this.partitionOf(rootAccountId));
  }

  partitionOf(rootAccountId: string): number {
    return crc16(rootAccountId) % this.partitions.length;
  }

  at(partition: number): PartitionKeys {
    const keys = this.partitions[partition];
    if (keys === undefined) throw new RangeError(`the ledger has no partition ${partition}`);
    return keys;
  }
}

/** `account_id:hold_id`; account ids hold no colon. */
export function splitMember(member: string): { readonly accountId: string; readonly holdId: string } {
  const colon = member.indexOf(':');
  return { accountId: member.slice(0, colon), holdId: member.slice(colon + 1) };
}
