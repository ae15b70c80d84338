/** How a request names a part of something: one page of a list, or the fields that a change is about. */
import { createHash } from 'node:crypto';
import { invalidField } from '../../domain/fault.ts';
import type { Page } from '../../ledger/port.ts';
import { toWireName } from '../definitions.ts';
import type { Message } from '../method.ts';
import { integer, stringAt } from './fields.ts';

const MAX_TOKEN_LENGTH = 4096;
const CHECK_BYTES = 6;

/**
 * One list of one caller: pages of it can be named by tokens. A token holds where the next page begins, and a check
 * that tells one of another list, or a made-up one, from a token of this list. It is no secret and gives no right.
 */
export class PageTokens {
  readonly #list: string;

  /** @param list - its kind and everything that chooses what is in it. */
  constructor(...list: readonly string[]) {
    this.#list = JSON.stringify(list);
  }

  /** @param after - the ledger's word for the last one that was seen; empty at the end of the list. */
  token(after: string): string {
    if (after === '') return '';
    return Buffer.concat([this.#check(after), Buffer.from(after)]).toString('base64url');
  }

  /** Throws a fault that names `page_token` for a token that is none of this list. */
  after(message: Message): string {
    const token = stringAt(message, 'pageToken');
    const after = this.known(token);
    if (after === '' && token !== '') {
      throw invalidField('page_token', 'is not a page_token of this list: send the one of the page before, unchanged');
    }
    return after;
  }

  /** What a token holds; empty for one that is none of this list. */
  known(token: string): string {
    const bytes = token.length > MAX_TOKEN_LENGTH ? Buffer.alloc(0) : Buffer.from(token, 'base64url');
    const after = bytes.subarray(CHECK_BYTES).toString();
    return this.token(after) === token ? after : '';
  }

  /** @param standard - how many on a page when the request does not say. */
  page(message: Message, most: number, standard: number): Page {
    return { after: this.after(message), limit: integer(message, 'pageSize', 0, most) || standard };
  }

  /** Its first bit is 0, so that a token begins with a letter: a hyphen would make it an option of a command line. */
  #check(after: string): Buffer {
    const check = createHash('sha256').update(`${this.#list}\n${after}`).digest().subarray(0, CHECK_BYTES);
    check[0] = (check[0] ?? 0) & 0x7f;
    return check;
  }
}

/**
 * The fields that a change is about, in camelCase: a FieldMask over gRPC, one text with commas over HTTP. Undefined
 * when there is none: then it is about the fields that are present.
 *
 * @param changeable - what it may name, in camelCase.
 */
export function updateMask(message: Message, changeable: readonly string[]): ReadonlySet<string> | undefined {
  const value = message['updateMask'];
  const paths = typeof value === 'object' && value !== null && 'paths' in value ? value.paths : value;
  if (paths === undefined || paths === null || paths === '') return undefined;
  const names: unknown = typeof paths === 'string' ? paths.split(',').map((name) => name.trim()) : paths;
  if (!Array.isArray(names)) throw invalidField('update_mask', 'must be the names of fields, with commas between them');
  if (names.length === 0) return undefined;
  return new Set(names.map((name: unknown) => named(name, changeable)));
}

function named(name: unknown, changeable: readonly string[]): string {
  const field = changeable.find((each) => toWireName(each) === name);
  if (field !== undefined) return field;
  const shown = typeof name === 'string' ? name.slice(0, 64).replace(/[^\x21-\x7e]/g, '?') : typeof name;
  const known = changeable.map(toWireName).join(', ');
  throw invalidField('update_mask', `"${shown}" is not one of ${known}`);
}
