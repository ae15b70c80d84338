/** What the payment provider is reached with: secrets stand in the settings, or in files that they name. */
import { readFileSync } from 'node:fs';
import type { Complaint } from './complaints.ts';
import type { SettingsFile } from './schema.ts';

type File = SettingsFile['recharge'];

/** Who charges, with all that it takes. Undefined where nobody does. */
export type PaymentSettings =
  | { readonly provider: 'webhook'; readonly url: string; readonly secret: string }
  | {
      readonly provider: 'stripe';
      readonly apiKey: string;
      /** What Stripe signs its events with. */
      readonly eventsSecret: string;
      /** Another server than Stripe's own. */
      readonly apiUrl: string | undefined;
    }
  | undefined;

const SECRET_CHARACTERS_MIN = 16;

export function resolvePayments(file: File): { payments: PaymentSettings; complaints: readonly Complaint[] } {
  const complaints: Complaint[] = [];
  const complain = (key: string, message: string): void => void complaints.push({ path: ['recharge', key], message });
  const secret = (key: 'webhook_secret' | 'stripe_api_key' | 'stripe_events_secret'): string => {
    const [plain, path] = [file[key], file[`${key}_file`]];
    if ((plain === undefined) === (path === undefined)) {
      complain(key, `or ${key}_file must be given, one of them, where recharge.provider is ${file.provider}`);
      return '';
    }
    if (path === undefined) return plain ?? '';
    try {
      const text = readFileSync(path, 'utf8').trim();
      if (text.length >= SECRET_CHARACTERS_MIN) return text;
      complain(`${key}_file`, `names ${path}, which must hold at least ${SECRET_CHARACTERS_MIN} characters`);
    } catch (error) {
      complain(`${key}_file`, `cannot be read: ${(error as Error).message}`);
    }
    return '';
  };
  const payments = ((): PaymentSettings => {
    if (file.provider === 'off') return undefined;
    if (file.provider === 'stripe') {
      const [apiKey, eventsSecret] = [secret('stripe_api_key'), secret('stripe_events_secret')];
      return { provider: 'stripe', apiKey, eventsSecret, apiUrl: file.stripe_url };
    }
    const { webhook_url: url = '' } = file;
    if (url === '') complain('webhook_url', 'is missing: where your billing is asked to charge');
    return { provider: 'webhook', url, secret: secret('webhook_secret') };
  })();
  return { payments, complaints };
}
