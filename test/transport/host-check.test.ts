import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';

const EMERGENCY = JSON.stringify({ account_id: 'a', hold_id: 'h', direction: 'outbound', to: '911' });

/** fetch does not let a caller choose its Host. */
function post(address: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const url = `${address}/v1/authorize`;
    const sent = request(
      url,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (answer) => {
        let body = '';
        answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
      },
    );
    sent.on('error', reject);
    sent.end(EMERGENCY);
  });
}

describe('an HTTP port that asks nobody who they are', () => {
  let tollgate: TestTollgate;
  beforeAll(async () => {
    tollgate = await startTollgate();
  });
  afterAll(() => tollgate.stop());

  it('does not answer a page whose name was pointed at this machine', async () => {
    const page = { host: 'evil.example:8080', origin: 'http://evil.example:8080' };
    const answer = await post(tollgate.http, page);
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('HOST_NOT_ALLOWED');
  });

  it.each([
    ['a gateway by an alias of its own', { host: 'tollgate.internal' }],
    ['a page of this machine', { host: 'localhost:8080', origin: 'http://localhost:3000' }],
  ])('answers %s', async (_, headers) => {
    expect(await post(tollgate.http, headers)).toMatchObject({
      status: 200,
      body: expect.stringContaining('EMERGENCY'),
    });
  });
});
