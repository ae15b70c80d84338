import { z } from 'zod';

/** A whole number within bounds. */
export function integer(min: number, max: number): z.ZodNumber {
  return z.int().min(min).max(max);
}

/** `host:port` of something to connect to. */
export const hostPort = z.string().refine((text) => parseTcp(text) !== undefined, 'must be host:port');

/** `host:port`, `[ipv6]:port` or `unix:/absolute/path` to listen on. */
export const listenAddress = z
  .string()
  .refine(
    (text) => /^unix:\/[^\0]+$/.test(text) || parseTcp(text) !== undefined,
    'must be host:port, [ipv6]:port or unix:/absolute/path',
  );

/** Splits `host:port`; undefined if it is none. Port 0 lets the system choose. */
function parseTcp(text: string): { host: string; port: number } | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.%]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port > 65_535 ? undefined : { host, port };
}

/** True if only this machine can reach the address. */
export function isLoopback(address: string): boolean {
  if (address.startsWith('unix:')) {
    return true;
  }
  const host = parseTcp(address)?.host ?? '';
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
