import { describe, expect, it } from 'vitest';
import {
  accountIdProblem,
  holdIdProblem,
  idempotencyKeyProblem,
  subjectIdProblem,
} from '../../../src/domain/traffic.ts';

describe('ids', () => {
  it.each(['a', 'acme', 'user+1@example.com', 'A-1_b.c', 'x'.repeat(128)])('takes %s as account and subject', (id) => {
    expect(accountIdProblem(id)).toBeUndefined();
    expect(subjectIdProblem(id)).toBeUndefined();
  });

  it.each(['', 'x'.repeat(129), 'a b', 'a:b', '{t1}', 'a\n', 'ä', 'a/b', '\0'])('refuses %j as account', (id) => {
    expect(accountIdProblem(id)).toMatch(/^must be 1 to 128/);
    expect(subjectIdProblem(id)).toMatch(/^must be 1 to 128/);
  });

  it.each(['a84b4c76e66710@pc33.atlanta.com;from-tag=1928301774', '{:}"~!', 'x'.repeat(255)])(
    'takes %s as hold',
    (id) => {
      expect(holdIdProblem(id)).toBeUndefined();
      expect(idempotencyKeyProblem(id)).toBeUndefined();
    },
  );

  it.each(['', 'x'.repeat(256), 'a b', 'a\tb', 'a\n', 'é', '\x7f'])('refuses %j as hold', (id) => {
    expect(holdIdProblem(id)).toMatch(/^must be 1 to 255/);
    expect(idempotencyKeyProblem(id)).toMatch(/^must be 1 to 255/);
  });
});
