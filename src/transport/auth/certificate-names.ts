import type { PeerCertificate } from 'node:tls';

/** The names that a client certificate goes by: its subject's common name first, then its DNS and URI alternative names. */
export function namesIn(certificate: PeerCertificate): readonly string[] {
  const alternatives = (certificate.subjectaltname ?? '')
    .split(', ')
    .filter((name) => name.startsWith('DNS:') || name.startsWith('URI:'))
    .map((name) => name.slice('DNS:'.length));
  const commonName: unknown = certificate.subject?.CN;
  return [...(typeof commonName === 'string' ? [commonName] : []), ...alternatives];
}
