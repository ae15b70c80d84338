/**
 * Where webhooks may go: not to this machine, its neighbours or the metadata of a cloud, unless the settings say so. It
 * is the address that a connection is made to which is judged, at the moment at which it is made: a name may mean
 * another one a moment later.
 */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** IANA's special-purpose registries (RFC 6890 and later), as far as nobody on the internet is reached there. */
const NOT_PUBLIC_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** All but 2000::/3 is not global; within it, ranges that carry an IPv4 address or are for documents. */
const NOT_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
const GLOBAL_V6 = listOf(['2000::/3']);

const NOT_PUBLIC = listOf([...NOT_PUBLIC_V4, ...NOT_PUBLIC_V6]);

export interface AddressGuard {
  /** Undefined where a connection to the address may be made; else why not. */
  problem(address: string): string | undefined;
  /** Resolves a name for a connection, and fails where any of its addresses is not allowed. */
  readonly lookup: LookupFunction;
}

/** As `dns.lookup` with `all`; tests bring their own. */
export type ResolveAll = (
  hostname: string,
  done: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void;

const resolveAll: ResolveAll = (hostname, done) => systemLookup(hostname, { all: true }, done);

/** @param allowed - networks (CIDR) that may be reached although they are not public */
export function createAddressGuard(allowed: readonly string[], resolve: ResolveAll = resolveAll): AddressGuard {
  const exceptions = listOf(allowed);
  const problem = (address: string): string | undefined => {
    const bare = withoutZone(address);
    const family = familyOf(bare);
    if (family === undefined) return `${address} is not an IP address`;
    if (exceptions.check(bare, family) || isPublic(bare, family)) return undefined;
    return `${address} is not a public address: alerts.allowed_networks does not name it`;
  };
  const lookup: LookupFunction = (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      const first = addresses?.[0];
      if (error !== null || first === undefined) {
        callback(error ?? new Error(`${hostname} has no address`), '', 0);
        return;
      }
      // One bad one is enough: which of them is tried is not ours to say.
      const why = addresses.map(({ address }) => problem(address)).find((each) => each !== undefined);
      if (why !== undefined) callback(new ForbiddenAddressError(`${hostname}: ${why}`), '', 0);
      else if (options.all === true) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
  return { problem, lookup };
}

/** A connection that was not made. */
export class ForbiddenAddressError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ForbiddenAddressError';
  }
}

/** An IPv4 address inside an IPv6 one (`::ffff:127.0.0.1`) is judged as what it is by the lists of Node.js. */
function isPublic(address: string, family: Family): boolean {
  if (NOT_PUBLIC.check(address, family)) return false;
  return family === 'ipv4' || GLOBAL_V6.check(address, family) || isMapped(address);
}

function isMapped(address: string): boolean {
  return MAPPED.check(address, 'ipv6');
}

const MAPPED = listOf(['::ffff:0:0/96']);

type Family = 'ipv4' | 'ipv6';

function familyOf(address: string): Family | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}

function withoutZone(address: string): string {
  return address.replace(/%.*$/, '');
}

/** `10.0.0.0/8`, or one address. Undefined where it is neither. */
function parseNetwork(text: string): { address: string; prefix: number; family: Family } | undefined {
  const [, address = '', prefix] = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = familyOf(address);
  if (family === undefined) return undefined;
  const most = family === 'ipv4' ? 32 : 128;
  const bits = prefix === undefined ? most : Number(prefix);
  return bits > most ? undefined : { address, prefix: bits, family };
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const parsed = parseNetwork(network);
    if (parsed !== undefined) list.addSubnet(parsed.address, parsed.prefix, parsed.family);
  }
  return list;
}
