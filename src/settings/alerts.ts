/** The settings of alerts: their shape, and the secrets from where they are kept. */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { z } from 'zod';
import { ALERT_KINDS, type AlertKind, TRAFFIC_EVENTS, type TrafficEventKind } from '../domain/alert-kinds.ts';
import type { Complaint } from './complaints.ts';

/** Standard Webhooks: 24 to 64 random bytes. */
const SECRET_SHAPE = 'whsec_ and base64 of 24 to 64 random bytes';

function isWebhookSecret(text: string): boolean {
  const { length } = Buffer.from(text.slice('whsec_'.length), 'base64');
  return /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text) && length >= 24 && length <= 64;
}

function isWebhookUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

/** An IP address, or a network in CIDR notation. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  return version !== 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}

const webhook = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,31}$/, 'must be 1 to 32 characters out of a-z 0-9 _ -, beginning with a letter'),
  url: z.string().refine(isWebhookUrl, 'must be an http:// or https:// address without a user'),
  secrets: z.array(z.string()).min(1).max(5).optional(),
  secrets_env: z.string().min(1).optional(),
  secrets_file: z.string().min(1).optional(),
  events: z
    .array(z.enum([...ALERT_KINDS, ...TRAFFIC_EVENTS]))
    .min(1)
    .optional(),
});

const smtp = z.strictObject({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535).optional(),
  tls: z.enum(['starttls', 'implicit', 'none']).default('starttls'),
  ca: z.string().min(1).optional(),
  username: z.string().min(1).optional(),
  password: z.string().min(1).optional(),
  password_file: z.string().min(1).optional(),
  from: z
    .string()
    .max(320)
    .regex(/^[^\p{Cc}<>]*<?[^\s<>@,]+@[^\s<>@,]+>?$/u, 'must be an address, or Name <address>'),
  reply_to: z
    .string()
    .regex(/^[^\s<>@,]+@[^\s<>@,]+$/, 'must be an address')
    .optional(),
});

/** The block `alerts` of the settings file. */
export const alertsBlock = z.strictObject({
  webhooks: z.array(webhook).max(20).default([]),
  smtp: smtp.optional(),
  timeout_ms: z.int().min(100).max(60_000).default(10_000),
  allowed_networks: z
    .array(z.string().refine(isNetwork, 'must be an IP address, or a network such as 10.0.0.0/8'))
    .default([]),
});

type Block = z.infer<typeof alertsBlock>;

/** An endpoint, with its secrets in hand. */
export interface Webhook {
  readonly name: string;
  readonly url: string;
  /** At least one; all of them sign. */
  readonly secrets: readonly string[];
  /** All alerts of accounts, and no events of traffic, where the entry does not say. */
  readonly events: readonly (AlertKind | TrafficEventKind)[];
}

/** The mail server that takes what is to be sent. */
export interface Smtp {
  readonly host: string;
  readonly port: number;
  readonly tls: NonNullable<Block['smtp']>['tls'];
  /** PEM. */
  readonly ca: string | undefined;
  readonly auth: { readonly user: string; readonly pass: string } | undefined;
  readonly from: string;
  readonly replyTo: string | undefined;
}

export interface AlertSettings {
  readonly webhooks: readonly Webhook[];
  /** Undefined where no mail is sent. */
  readonly smtp: Smtp | undefined;
  /** Of one webhook, or of one step of a mail. */
  readonly timeoutMs: number;
  /** Networks that webhooks may reach although they are not public. */
  readonly allowedNetworks: readonly string[];
}

type Complain = (key: string, message: string) => void;

/** Reads what the block only names. */
export function resolveAlerts(
  block: Block,
  env: NodeJS.ProcessEnv,
): { readonly alerts: AlertSettings; readonly complaints: readonly Complaint[] } {
  const complaints: Complaint[] = [];
  const at =
    (...path: Complaint['path']): Complain =>
    (key, message) =>
      void complaints.push({ path: ['alerts', ...path, key], message });
  const webhooks = block.webhooks.map((entry, index): Webhook => {
    const complain = at('webhooks', index);
    if (block.webhooks.findIndex(({ name }) => name === entry.name) < index) {
      complain('name', `"${entry.name}" is the name of an entry before it`);
    }
    const secrets = secretsOf(entry, env, complain);
    return { name: entry.name, url: entry.url, secrets, events: entry.events ?? ALERT_KINDS };
  });
  const alerts = {
    webhooks,
    smtp: block.smtp && smtpOf(block.smtp, at('smtp')),
    timeoutMs: block.timeout_ms,
    allowedNetworks: block.allowed_networks,
  };
  return { alerts, complaints };
}

/** One a line in a file, with commas between them in the environment. */
function secretsOf(entry: Block['webhooks'][number], env: NodeJS.ProcessEnv, complain: Complain): readonly string[] {
  const { secrets, secrets_env: variable, secrets_file: file } = entry;
  if ([secrets, variable, file].filter((source) => source !== undefined).length !== 1) {
    complain('name', 'needs exactly one of secrets, secrets_env and secrets_file beside it');
    return [];
  }
  const [key, found] =
    variable !== undefined
      ? (['secrets_env', (env[variable] ?? '').split(',')] as const)
      : file !== undefined
        ? (['secrets_file', (readText(file, 'secrets_file', complain) ?? '').split('\n')] as const)
        : (['secrets', secrets ?? []] as const);
  const all = found.map((secret) => secret.trim()).filter((secret) => secret !== '');
  if (all.length === 0 || !all.every(isWebhookSecret)) complain(key, `must hold secrets, each ${SECRET_SHAPE}`);
  return all;
}

const PORTS = { starttls: 587, implicit: 465, none: 25 } as const;

function smtpOf(entry: NonNullable<Block['smtp']>, complain: Complain): Smtp {
  const { username, password, password_file: file } = entry;
  if (password !== undefined && file !== undefined) complain('password', 'must not stand beside password_file');
  const secret = password ?? (file === undefined ? undefined : readText(file, 'password_file', complain)?.trim());
  if ((username === undefined) !== (secret === undefined)) {
    complain('username', 'needs a password, or a password_file, beside it; and they need it');
  }
  if (username !== undefined && entry.tls === 'none')
    complain('tls', 'is none, which would send the password in the clear');
  return {
    host: entry.host,
    port: entry.port ?? PORTS[entry.tls],
    tls: entry.tls,
    ca: entry.ca === undefined ? undefined : readText(entry.ca, 'ca', complain),
    auth: username !== undefined && secret !== undefined ? { user: username, pass: secret } : undefined,
    from: entry.from,
    replyTo: entry.reply_to,
  };
}

function readText(file: string, key: string, complain: Complain): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    complain(key, `cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}
