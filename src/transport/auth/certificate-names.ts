import type { PeerCertificate } from 'node:tls';

/** One alternative name as Node prints it: a value that holds a comma or a quote is a JSON string, every other stands plain. */
const ALTERNATIVE = /(?:^|, )([A-Za-z0-9 ]+):("(?:[^"\\]|\\.)*"|[^,]*)/gy;

/** The names that a client certificate goes by: its subject's common name first, then its DNS and URI alternative names. */
export function namesIn(certificate: Pick<PeerCertificate, 'subject' | 'subjectaltname'>): readonly string[] {
  const alternatives = [...(certificate.subjectaltname ?? '').matchAll(ALTERNATIVE)]
    .filter(([, kind]) => kind === 'DNS' || kind === 'URI')
    .map(([, , value = '']) => (value.startsWith('"') ? (JSON.parse(value) as string) : value));
  const commonName: unknown = certificate.subject?.CN;
  return [...(typeof commonName === 'string' ? [commonName] : []), ...alternatives];
}
