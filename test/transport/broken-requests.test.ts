/** What is no HTTP, or no request of ours, is answered with words and a request id all the same. */
import { connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { startFixture } from './fixture.ts';

const fixture = await startFixture({});
afterAll(() => fixture.stop());

/** Everything that comes back for these bytes. */
function answerTo(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(fixture.httpUrl);
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });
}

const END = 'connection: close\r\n\r\n';

describe('a request id', () => {
  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['a broken header', 'GET /v1/explain HTTP/1.1\r\nbroken\r\n\r\n', 400],
    ['headers that are too long', `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n${END}`, 431],
    ['an unknown path', `GET /none HTTP/1.1\r\nhost: localhost\r\n${END}`, 404],
    ['a method that the path does not take', `GET /v1/authorize HTTP/1.1\r\nhost: localhost\r\n${END}`, 405],
    [
      'a body that is no JSON',
      `POST /v1/authorize HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1\r\n${END}{`,
      400,
    ],
    [
      'a body of another kind',
      `POST /v1/authorize HTTP/1.1\r\nhost: localhost\r\ncontent-type: image/png\r\ncontent-length: 1\r\n${END}{`,
      415,
    ],
  ])('stands in the answer to %s', async (_what, bytes, status) => {
    const text = await answerTo(bytes);
    const [head = '', body = ''] = text.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const [, id = 'none'] = /^x-request-id: (\S+)\r?$/m.exec(head) ?? [];
    expect(JSON.parse(body)).toMatchObject({
      error: { request_id: id, message: expect.stringMatching(/\w/) as string },
    });
  });

  it('names the field that an unknown key was meant for', async () => {
    const { body } = await fixture.call('POST', '/v1/authorize', { account_id: 'acme', holdid: 'h1' });
    expect(body).toMatchObject({ error: { message: 'holdid: is not a field of Authorize; did you mean "hold_id"?' } });
  });

  it('names the words that a field takes', async () => {
    const { body } = await fixture.call('POST', '/v1/authorize', {
      account_id: 'acme',
      hold_id: 'h1',
      direction: 'out',
    });
    const message = 'direction: must be one of outbound, inbound (in full DIRECTION_OUTBOUND, DIRECTION_INBOUND)';
    expect(body).toMatchObject({ error: { message } });
  });
});
