import { describe, expect, it } from 'vitest';
import { sendMail, type SmtpOptions } from '../../src/alerts/channels/mail.ts';
import { mailServerForTest, type MailServer } from './support/receivers.ts';
import { testCertificates } from '../support/certificates.ts';

const MAIL = {
  messageId: 'alert_1.1@example.com',
  to: { name: 'Anna Müller', address: 'anna@example.com' },
  subject: 'Low balance: acme has 1.50 € left\r\nBcc: eve@example.com',
  text: 'The credit is low.\n.\nDo not stop here.\n',
  sentAt: new Date(Date.UTC(2026, 10, 28)),
};

function to(server: MailServer, more: Partial<SmtpOptions> = {}): SmtpOptions {
  return {
    host: '127.0.0.1',
    port: server.port,
    tls: 'none',
    ca: undefined,
    auth: undefined,
    from: 'Tollgate <alerts@example.com>',
    replyTo: 'support@example.com',
    ...more,
  };
}

describe('a mail', () => {
  it('arrives with its own Message-ID, and nothing in it is a command or a header', async () => {
    const server = await mailServerForTest();
    expect(await sendMail(MAIL, to(server), 2_000)).toEqual({ outcome: 'sent' });
    const [mail] = server.mails;
    expect(mail).toMatchObject({ from: 'alerts@example.com', to: ['anna@example.com'] });
    expect(mail?.text).toContain('Message-ID: <alert_1.1@example.com>');
    expect(mail?.text).toContain('Reply-To: support@example.com');
    expect(mail?.text).toContain('Date: Sat, 28 Nov 2026 00:00:00 +0000');
    expect(mail?.text).not.toMatch(/^Bcc:/m);
    expect(mail?.text.replaceAll('\r', '')).toContain('The credit is low.\n.\nDo not stop here.');
  });

  it('that the server refuses for good is given up, and one that it puts off is not', async () => {
    let code = 550;
    const server = await mailServerForTest({
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no such box'), { responseCode: code })),
    });
    expect(await sendMail(MAIL, to(server), 2_000)).toMatchObject({ forGood: true, uncertain: false });
    code = 451;
    expect(await sendMail(MAIL, to(server), 2_000)).toMatchObject({ forGood: false, uncertain: false });
  });

  it('that nobody answers for after all of it was handed over may have arrived', async () => {
    const server = await mailServerForTest({}, () => undefined);
    expect(await sendMail(MAIL, to(server), 300)).toMatchObject({ outcome: 'failed', uncertain: true, forGood: false });
    expect(server.mails).toHaveLength(1);
  });

  it('that does not get that far has not arrived', async () => {
    const server = await mailServerForTest({ onMailFrom: () => undefined });
    expect(await sendMail(MAIL, to(server), 300)).toMatchObject({ outcome: 'failed', uncertain: false });
    const away = { ...to(server), port: 1 };
    expect(await sendMail(MAIL, away, 300)).toMatchObject({ outcome: 'failed', uncertain: false, forGood: false });
  });

  it('goes over TLS with a password where the settings say so, and never without', async () => {
    const { ca, cert, key } = await testCertificates('localhost');
    const server = await mailServerForTest({
      authOptional: false,
      disabledCommands: [],
      key,
      cert,
      onAuth: ({ username, password }, _session, done) =>
        password === 'secret' ? done(null, { user: username ?? '' }) : done(new Error('wrong')),
    });
    const secure = to(server, { host: 'localhost', tls: 'starttls', ca, auth: { user: 'tollgate', pass: 'secret' } });
    expect(await sendMail(MAIL, secure, 2_000)).toEqual({ outcome: 'sent' });
    // Whoever answers for the server must be the server.
    expect(await sendMail(MAIL, { ...secure, ca: undefined }, 2_000)).toMatchObject({ outcome: 'failed' });
    const wrong = { ...secure, auth: { user: 'tollgate', pass: 'guess' } };
    // Mended in the settings one day: until then it waits.
    expect(await sendMail(MAIL, wrong, 2_000)).toMatchObject({ outcome: 'failed', forGood: false });
    const plain = await mailServerForTest();
    expect(await sendMail(MAIL, to(plain, { tls: 'starttls' }), 2_000)).toMatchObject({ outcome: 'failed' });
    expect(server.mails).toHaveLength(1);
    expect(plain.mails).toHaveLength(0);
  });
});
