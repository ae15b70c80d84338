import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { formatProblem } from '../../src/settings/complaints.ts';
import { loadSettings, type Settings } from '../../src/settings/load-settings.ts';
import { leaves } from '../../src/settings/schema.ts';

const dir = mkdtempSync(join(tmpdir(), 'tollgate-settings-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const noFile = { TOLLGATE_CONFIG: join(dir, 'empty.yaml') };
writeFileSync(noFile.TOLLGATE_CONFIG, '');

function load(env: NodeJS.ProcessEnv, yaml = ''): Settings {
  const result = loadSettings(withFile(env, yaml));
  if ('problems' in result) {
    throw new Error(result.problems.map(formatProblem).join('\n'));
  }
  return result.settings;
}

function problemsOf(env: NodeJS.ProcessEnv, yaml = ''): string[] {
  const result = loadSettings(withFile(env, yaml));
  return 'problems' in result ? result.problems.map((problem) => formatProblem(problem).replace(`${dir}/`, '')) : [];
}

function withFile(env: NodeJS.ProcessEnv, yaml: string): { env: NodeJS.ProcessEnv } {
  const path = join(dir, 'tollgate.yaml');
  writeFileSync(path, yaml);
  return { env: { TOLLGATE_CONFIG: path, ...env } };
}

describe('settings', () => {
  it('have defaults that serve this machine only', () => {
    const settings = load({});
    expect(settings.grpc).toMatchObject({ address: '127.0.0.1:50051', maxMetadataBytes: 8192 });
    expect(settings.server).toEqual({
      maxInFlight: 1024,
      maxAtWork: 64,
      defaultDeadlineMs: 5000,
      drainMs: 10_000,
    });
    expect(settings.http.address).toBe('127.0.0.1:8080');
    expect(settings.redis).toMatchObject({ commandTimeoutMs: 150, partitions: 64, prefix: 'tollgate', mode: 'single' });
    expect(settings.redis.url).toBeUndefined();
    expect(settings.ledger).toEqual({
      tombstoneSeconds: 604_800,
      earlyReleaseSeconds: 60,
      journalRetentionHours: 48,
      journalMaxBytes: 1_073_741_824,
      journalTrimIntervalMs: 60_000,
      onceDays: 400,
    });
    expect(settings.enforcement.mode).toBe('enforce');
  });

  it('may not be a part of themselves', () => {
    expect(problemsOf({}, 'http: &http\n  address: *http\n').join('\n')).toContain(
      '<ref *1> { address: [Circular *1] }',
    );
  });

  it('come from the file, and the environment wins', () => {
    const yaml = 'server:\n  max_in_flight: 7\n  drain_ms: 8\nredis:\n  prefix: shop\n';
    const env = { TOLLGATE_SERVER_MAX_IN_FLIGHT: '9', REDIS_URL: 'redis://h:1', TOLLGATE_ALLOW_UNSAFE_REDIS: 'true' };
    const settings = load(env, yaml);
    expect(settings.server).toMatchObject({ maxInFlight: 9, drainMs: 8 });
    expect(settings.redis).toMatchObject({ prefix: 'shop', url: 'redis://h:1', allowUnsafe: true });
    expect(settings.source).toBe(join(dir, 'tollgate.yaml'));
  });

  it('read lists from the environment with commas or as JSON', () => {
    const env = {
      TOLLGATE_REDIS_MODE: 'cluster',
      TOLLGATE_REDIS_CLUSTER_NODES: 'a:1, b:2',
      TOLLGATE_AUTH_TOKENS: '[{"name":"sbc","role":"gateway","token":"0123456789abcdef"}]',
    };
    const settings = load(env);
    expect(settings.redis.clusterNodes).toEqual(['a:1', 'b:2']);
    expect(settings.auth.tokens).toEqual([{ name: 'sbc', role: 'gateway', token: '0123456789abcdef' }]);
  });

  it('bind tokens and certificates to gateways', () => {
    const certificate = '{name: gw.example.com, role: gateway, gateway_id: sbc-1}';
    const { auth } = load({}, `auth: {certificates: [${certificate}]}`);
    expect(auth.certificates).toEqual([{ name: 'gw.example.com', role: 'gateway', gatewayId: 'sbc-1' }]);
  });

  it('cannot be changed afterwards', () => {
    const { grpc, redis } = load({ TOLLGATE_REDIS_SENTINELS: 'a:1' });
    expect(() => Object.assign(grpc, { address: 'x' })).toThrow(TypeError);
    expect(() => (redis.sentinels as string[]).push('x')).toThrow(TypeError);
  });

  it('allow the engine that keeps nothing everywhere but in production', () => {
    expect(load({}).redis.allowEmbedded).toBe(true);
    expect(load({ NODE_ENV: 'production' }).redis.allowEmbedded).toBe(false);
    expect(load({ NODE_ENV: 'production', TOLLGATE_REDIS_ALLOW_EMBEDDED: '1' }).redis.allowEmbedded).toBe(true);
  });

  it('take the secrets of tokens from the environment or a file', () => {
    const path = join(dir, 'secret');
    writeFileSync(path, 'fedcba9876543210\n');
    const yaml = `auth:
  tokens:
    - {name: a, role: gateway, token_env: A_TOKEN, account_prefix: acme-, gateway_id: sbc-1}
    - {name: b, role: admin, token_file: ${path}}
`;
    expect(load({ A_TOKEN: '0123456789abcdef' }, yaml).auth.tokens).toEqual([
      { name: 'a', role: 'gateway', token: '0123456789abcdef', accountPrefix: 'acme-', gatewayId: 'sbc-1' },
      { name: 'b', role: 'admin', token: 'fedcba9876543210' },
    ]);
    expect(problemsOf({ A_TOKEN: 'short' }, yaml)).toEqual([
      'tollgate.yaml:3:43: auth.tokens[0].token_env names A_TOKEN, which must hold at least 16 characters',
    ]);
  });
});

describe('mistakes in the settings', () => {
  it('are all listed, with their place and what to do', () => {
    const yaml = `grpc:
  adress: 127.0.0.1:1
  max_message_bytes: lots
redis:
  mode: clustre
  partitions: 0
  command_timeout_ms: 1.5
sweep: soon
`;
    expect(problemsOf({ TOLLGATE_SERVER_DRAIN_MS: '-5', TOLLGATE_LOG_LEVEL: 'Loud' }, yaml)).toEqual([
      'TOLLGATE_SERVER_DRAIN_MS: server.drain_ms must be at least 0',
      'tollgate.yaml:3:22: grpc.max_message_bytes must be a whole number, not "lots"',
      'tollgate.yaml:2:3: grpc.adress is not a setting (did you mean "address"?)',
      'tollgate.yaml:5:9: redis.mode must be one of single, cluster, sentinel, not "clustre" (did you mean "cluster"?)',
      'tollgate.yaml:7:23: redis.command_timeout_ms must be a whole number, not 1.5',
      'tollgate.yaml:6:15: redis.partitions must be at least 1',
      'tollgate.yaml:8:8: sweep must be a block of settings, not "soon"',
      expect.stringMatching(/^TOLLGATE_LOG_LEVEL: log.level must be one of trace, .*, not "Loud"/),
    ]);
  });

  it.each([
    ['grpc: {address: "0.0.0.0:50051"}', /^tollgate.yaml:1:17: grpc.address can be reached from other machines/],
    ['http: {address: "[::]:8080"}', /http.address can be reached .*auth.tokens/],
    ['grpc: {address: "localhost"}', /grpc.address must be host:port, \[ipv6\]:port or unix:/],
    ['grpc: {address: "127.0.0.1:70000"}', /grpc.address must be host:port/],
    ['redis: {url: "127.0.0.1:6379"}', /redis.url must begin with redis:\/\//],
    ['redis: {mode: cluster}', /redis.cluster_nodes must name a node/],
    ['redis: {mode: sentinel}', /redis.sentinels must name a sentinel/],
    ['redis: {mode: cluster, cluster_nodes: [a:1], url: redis://b}', /redis.url is not used .*redis.cluster_nodes/],
    ['redis: {tls: {cert: c}}', /redis.tls needs both cert and key/],
    ['redis: {address_map: ["10.0.0.1:6379"]}', /redis.address_map\[0\] must be announced=reachable, both host:port/],
    ['redis: {prefix: "a{b}"}', /redis.prefix may hold letters/],
    ['log: {number_masking: hash}', /log.number_masking is hash, which needs log.hash_key/],
    ['auth: {token_keys: [short]}', /auth.token_keys\[0\] must be at least 32 characters long/],
    ['auth: {tokens: [{name: a, role: root, token: 0123456789abcdef}]}', /role must be one of gateway, billing/],
    ['auth: {tokens: [{name: a, role: admin}]}', /auth.tokens\[0\].name needs exactly one of token/],
    ['auth: {tokens: [{name: a, role: admin, token_file: /nonexistent}]}', /token_file cannot be read: ENOENT/],
    ['server: {drain_ms: 1, drain_ms: 2}', /^tollgate.yaml:1:23: Map keys must be unique/],
    ['grpc: [', /^tollgate.yaml:1:\d+: /],
    ['- grpc', /must be a block of settings/],
  ])('%s', (yaml, message) => {
    const problems = problemsOf({}, yaml);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
  });

  it('in a name that was given up name the new one, in the file and in the environment', () => {
    const yaml = `grpc:
  max_in_flight: 7
  default_deadline_ms: 1000
  tls: {cert: c, key: k}
`;
    expect(problemsOf({}, yaml)).toEqual([
      'tollgate.yaml:2:3: grpc.max_in_flight is called server.max_in_flight now ' +
        '(in the environment TOLLGATE_SERVER_MAX_IN_FLIGHT)',
      'tollgate.yaml:3:3: grpc.default_deadline_ms is called server.default_deadline_ms now ' +
        '(in the environment TOLLGATE_SERVER_DEFAULT_DEADLINE_MS)',
      'tollgate.yaml:4:3: grpc.tls is called server.tls now (in the environment TOLLGATE_SERVER_TLS)',
    ]);
    const env = { TOLLGATE_GRPC_MAX_IN_FLIGHT: '7', TOLLGATE_GRPC_DRAIN_MS: '1', TOLLGATE_GRPC_TLS_CERT: 'c' };
    expect(problemsOf(env)).toEqual([
      expect.stringMatching(/^TOLLGATE_GRPC_MAX_IN_FLIGHT: .*\(in the environment TOLLGATE_SERVER_MAX_IN_FLIGHT\)$/),
      expect.stringMatching(/^TOLLGATE_GRPC_DRAIN_MS: .* is called server.drain_ms now/),
      expect.stringMatching(/^TOLLGATE_GRPC_TLS_CERT: .* is called server.tls now/),
    ]);
  });

  it.each([
    ['{name: a, role: gateway, token: 0123456789abcdef, gateway_id: ""}', /gateway_id must be at least 1 characters/],
    ['{name: a, role: gateway, token: 0123456789abcdef, gateway_id: 7}', /gateway_id must be text/],
    ['{name: a, role: gateway, token: 0123456789abcdef, gateway_id: "a\\nb"}', /gateway_id must not contain control/],
  ])('in the gateway of %s', (token, message) => {
    expect(problemsOf({}, `auth: {tokens: [${token}]}`)).toEqual([expect.stringMatching(message)]);
  });

  it('in two tokens that are alike are named', () => {
    const yaml = `auth: {tokens: [
  {name: a, role: gateway, token: 0123456789abcdef},
  {name: b, role: admin, token: 0123456789abcdef}]}`;
    expect(problemsOf({}, yaml)).toEqual([
      'tollgate.yaml:3:10: auth.tokens[1].name "b" has the same name or secret as an entry before it',
    ]);
  });

  it('include a file that is named but missing', () => {
    expect(problemsOf({ TOLLGATE_CONFIG: '/nonexistent.yaml' })[0]).toMatch(/^TOLLGATE_CONFIG: .*ENOENT/);
  });

  it('in the name of a variable are warned of, but what Kubernetes sets is not', () => {
    const env = {
      ...noFile,
      TOLLGATE_GRPC_ADRESS: 'x',
      TOLLGATE_SERVICE_HOST: '10.0.0.1',
      TOLLGATE_PORT_50051_TCP: 'tcp://10.0.0.1:50051',
    };
    expect(loadSettings({ env })).toMatchObject({
      warnings: ['TOLLGATE_GRPC_ADRESS is not a setting; did you mean "TOLLGATE_GRPC_ADDRESS"?'],
    });
  });
});

describe('an address that others can reach', () => {
  const token = { TOLLGATE_AUTH_TOKENS: '[{"name":"a","role":"admin","token":"0123456789abcdef"}]' };

  it('is accepted with tokens', () => {
    const env = { TOLLGATE_GRPC_ADDRESS: '0.0.0.0:50051', TOLLGATE_HTTP_ADDRESS: ':8080', ...token };
    expect(problemsOf(env)).toEqual([expect.stringContaining('http.address must be host:port')]);
    expect(load({ ...env, TOLLGATE_HTTP_ADDRESS: '0.0.0.0:8080' }).grpc.address).toBe('0.0.0.0:50051');
  });

  it('is accepted for gRPC with mutual TLS, which does not cover HTTP', () => {
    const tls = 'server: {tls: {cert: c, key: k, client_ca: a}}';
    const yaml = `grpc: {address: "10.0.0.1:1"}\n${tls}\nhttp: {address: "10.0.0.1:2"}`;
    expect(problemsOf({}, yaml)).toEqual([expect.stringMatching(/^tollgate.yaml:3:17: http.address can be reached/)]);
  });

  it('is a Unix socket never', () => {
    expect(load({ TOLLGATE_GRPC_ADDRESS: 'unix:/run/tollgate.sock' }).grpc.address).toBe('unix:/run/tollgate.sock');
  });
});

describe('config/tollgate.yaml', () => {
  const text = readFileSync('config/tollgate.yaml', 'utf8');

  it('shows every setting, with its default unless it has none', () => {
    const shown = parse(text) as Record<string, Record<string, unknown>>;
    const defaults = load(noFile) as unknown as Record<string, Record<string, unknown>>;
    for (const { path } of leaves) {
      const [section = '', ...rest] = path;
      const key = rest.join('.');
      const camel = key.replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
      const value = shown[section]?.[key];
      if (value === undefined) {
        expect(text, path.join('.')).toMatch(new RegExp(`# +${rest.at(-1)}:`));
      } else {
        expect(value, path.join('.')).toEqual(defaults[section]?.[camel]);
      }
    }
  });

  it('is valid', () => {
    expect(problemsOf({}, text)).toEqual([]);
  });
});
