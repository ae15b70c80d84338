/** What the command line says of faults that tests seldom meet. */
import { expect, it } from 'vitest';
import { faultText } from '../../src/cli/fault-text.ts';
import { Fault, STORE_REASONS } from '../../src/domain/fault.ts';
import { RemoteFault } from '../../src/transport/grpc/client.ts';

function said(reason: ConstructorParameters<typeof Fault>[0], command = 'authorize'): string {
  const { code, message } = new Fault(reason, 'what is wrong');
  const fault = new RemoteFault(code, reason, message, { field: undefined } as RemoteFault['details'], new Error());
  return faultText(fault, command, '127.0.0.1:50051', undefined);
}

it.each(Object.values(STORE_REASONS))('of %s says what to do, and not only to try again', (reason) => {
  const [first, second, advice = ''] = said(reason).split('\n');
  expect(first).toBe('tollgate authorize: what is wrong');
  expect(second).toBe(`  UNAVAILABLE ${reason}`);
  expect(advice).not.toContain('Try again in a moment');
});

it.each([
  ['STORE_LOST', '`tollgate store accept`'],
  ['STORE_AWAY', '`tollgate store show`'],
  ['STORE_REPLICA', 'the master'],
  ['CATALOG_UNAVAILABLE', '`tollgate catalog check`'],
  ['GATEWAY_NOT_IN_SCOPE', 'leave --gateway out'],
  ['BAD_TOKEN', 'exactly as authorize printed it'],
  ['TOKEN_TOO_OLD', '`tollgate charge`'],
  ['ROLE_NOT_ALLOWED', 'Use a token with another role'],
] as const)('of %s names %s', (reason, words) => {
  expect(said(reason)).toContain(words);
});

it('of a store that was named wrongly does not speak of ids', () => {
  expect(said('CONFLICT', 'store accept')).toContain('It is another store than you named');
  expect(said('CONFLICT')).toContain('The same id was used');
});
