/** What version 9475267 read in a settle token, and tokens that it signed, with its own code and this key. */
import { unpackTerms } from '../../../src/ledger/pinned.ts';
import type { SettleClaim } from '../../../src/ledger/port.ts';

export const TOKEN_KEY = 'upgrade-test-key-0123456789abcdef0123';

const PLAIN =
  'h.YWNtZQpoMQoxNzAwMDAwMDAwMDAwCmFjbWUKNjAKNTAwMCA2MCAwIDEgMSAwIHNlY29uZCAwMTIzNDU2Nzg5YWIgZGVjayBydWxlL1NvbWUgUGxh' +
  'Y2UKY2FsbAlhZ2VudC03CW91dGJvdW5kCSsxKioqKioqMDAJKzEqKioqKioyMwlzdGFuZGFyZAk' +
  '.TKBzwnbCKIDAkeySOLMrMUwgrQLTGFX8dHXtfeyDpww';
const COMPANY =
  'h.YWNtZS1iZXJsaW4KaDIKMTcwMDAwMDAwMDAwMAphY21lCjYwCjUwMDAgNjAgMCAxIDEgMCBzZWNvbmQgMDEyMzQ1Njc4OWFiIGRlY2sgcnVsZS9T' +
  'b21lIFBsYWNlCmNhbGwJYWdlbnQtNwlvdXRib3VuZAkrMSoqKioqKjAwCSsxKioqKioqMjMJc3RhbmRhcmQJCjEgYWNtZS1iZXJsaW4gYWNtZQoy' +
  'MDIzMTEwMSBtaW51dGVzLy0vMjAyMzExMDE9NjAw.OwJRbkMlvAFOPTyqZ6Cgf24WsgCZ64_C6_q9NG8JjGc';

/** By kind. All of 1,700,000,000,000 ms, of the holds h1 to h4. */
export const OLD_TOKENS = {
  plain: PLAIN,
  company: COMPANY,
  emergency: 'e.YWNtZQpoMwoxNzAwMDAwMDAwMDAw.Zs7oX-rO_JZP4T3S0QtB-drElQdr04-GncuPWCCQhAw',
  shadow: 's.YWNtZQpoNAoxNzAwMDAwMDAwMDAw.2WEGIvhqK_xHUxCfw9d1G2vz5EiHfGMIUQ1n1dmpET0',
} as const;

/** What those tokens prove; the old version knew of no gateway. */
export const PLAIN_CLAIM: SettleClaim = {
  ownerIds: ['acme'],
  funding: { payer: 0, stop: '', allowances: [] },
  terms: unpackTerms('5000 60 0 1 1 0 second 0123456789ab deck rule/Some Place'),
  grantedUnits: 60,
  facts: {
    service: 'call',
    subjectId: 'agent-7',
    direction: 'outbound',
    from: '+1******00',
    to: '+1******23',
    numberClass: 'standard',
    parentHoldId: '',
    gatewayId: '',
    holdRule: '',
  },
  authorizedAtMs: 1_700_000_000_000,
};

export const COMPANY_CLAIM: SettleClaim = {
  ...PLAIN_CLAIM,
  ownerIds: ['acme-berlin', 'acme'],
  funding: { payer: 1, stop: '20231101', allowances: [{ counter: 'minutes/-/20231101', totalUnits: 600 }] },
};
