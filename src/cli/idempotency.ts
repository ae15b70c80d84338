import { randomUUID } from 'node:crypto';
import { Fault } from '../domain/fault.ts';
import type { Arguments } from './arguments.ts';
import { option } from './command.ts';
import { AdvisedFault } from './remote.ts';

export const KEY_OPTION = option(
  'KEY',
  'idempotency key, 1 to 255 printable characters: a repeated key counts once, so scripts should give one',
  'a new one each time',
);

/** Sends with the given key, or with a new one that is told when the outcome is unknown, so that a repeat counts once. */
export async function withKey<Response>(
  args: Arguments<'key'>,
  send: (key: string) => Promise<Response>,
): Promise<Response> {
  const chosen = args.text('key');
  if (chosen !== undefined) return send(chosen);
  const key = `cli-${randomUUID()}`;
  try {
    return await send(key);
  } catch (error) {
    if (!(error instanceof Fault) || !error.retryable) throw error;
    throw new AdvisedFault(error, `Repeat it with --key ${key}, and it counts once.`);
  }
}
