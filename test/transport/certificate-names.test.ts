import type { PeerCertificate } from 'node:tls';
import { expect, test } from 'vitest';
import { namesIn } from '../../src/transport/auth.ts';

const subject = { CN: 'gateway-1' } as PeerCertificate['subject'];

test('a certificate goes by its common name, DNS and URI names', () => {
  const subjectaltname = 'DNS:gw.example, IP Address:127.0.0.1, URI:spiffe://example/gw, email:a@example';
  expect(namesIn({ subject, subjectaltname })).toEqual(['gateway-1', 'gw.example', 'spiffe://example/gw']);
});

test.each([
  ['DNS', ['gateway-1', 'x, DNS:admin, DNS:y']],
  ['URI', ['gateway-1', 'x, DNS:admin, DNS:y']],
  ['email', ['gateway-1']],
])('a comma within one %s name makes no other name of it', (kind, names) => {
  // Node prints such a value as a JSON string.
  expect(namesIn({ subject, subjectaltname: `${kind}:"x, DNS:admin, DNS:y"` })).toEqual(names);
});
