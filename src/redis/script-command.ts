/**
 * One EVALSHA as the client writes it: built as one text in one go. The client's own way costs 13 µs for a call with 26
 * words on the machine where this took 2.7; words that travel one by one are what the scripts read cheapest.
 */
import { Command } from 'ioredis';
import type { Script } from './store.ts';

type Word = string | number;

export class ScriptCommand extends Command {
  readonly #text: string;

  constructor(script: Script, keys: readonly string[], args: readonly Word[]) {
    // All keys share a slot, so that one of them tells the client all that it wants to know: which node to send this to.
    super('evalsha', [script.sha1, 1, keys[0] ?? ''], { replyEncoding: 'utf8' });
    this.#text = evalshaText(script.sha1, keys, args);
  }

  /** Written as it is, also when a cluster redirects the command to another node. */
  override toWritable(): string {
    return this.#text;
  }
}

/** The command in the protocol of Redis: the number of words, then each with its length in bytes before it. */
export function evalshaText(sha1: string, keys: readonly string[], args: readonly Word[]): string {
  const text = framed(sha1, keys, args, (word) => word.length);
  // Nearly always every character is one byte, and one look at the whole is cheaper than one at each word.
  return Buffer.byteLength(text) === text.length ? text : framed(sha1, keys, args, (word) => Buffer.byteLength(word));
}

function framed(
  sha1: string,
  keys: readonly string[],
  args: readonly Word[],
  lengthOf: (word: string) => number,
): string {
  const count = String(keys.length);
  let text = `*${3 + keys.length + args.length}\r\n$7\r\nevalsha\r\n$${sha1.length}\r\n${sha1}\r\n$${count.length}\r\n${count}\r\n`;
  for (const key of keys) text += `$${lengthOf(key)}\r\n${key}\r\n`;
  for (const arg of args) {
    const word = typeof arg === 'string' ? arg : String(arg);
    text += `$${lengthOf(word)}\r\n${word}\r\n`;
  }
  return text;
}
