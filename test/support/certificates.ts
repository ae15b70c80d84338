import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** PEM: a certificate that is its own authority. */
export interface TestCertificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Of a host, by `openssl`. */
export async function testCertificates(host: string): Promise<TestCertificates> {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-certificates-'));
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'key.pem'];
  const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  const made = ['req', '-x509', ...key, '-out', 'cert.pem', '-days', '2', ...names];
  execFileSync(process.env['OPENSSL'] ?? 'openssl', made, { cwd: directory, stdio: 'pipe' });
  const pem = (name: string): string => readFileSync(join(directory, name), 'utf8');
  const found = { ca: pem('cert.pem'), cert: pem('cert.pem'), key: pem('key.pem') };
  await rm(directory, { recursive: true });
  return found;
}
