/**
 * What sipp plays. A caller's ids are fixed by its Call-ID, so that a test knows the hold id: sipp fills in everything
 * in [brackets].
 */

/** The branch of a caller's INVITE. */
export function branchOf(callId: string): string {
  return `z9hG4bK${callId}`;
}

const SDP = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', 'm=audio 6000 RTP/AVP 0'];

const TO_CALLEE = '<sip:[service]@127.0.0.1>';

function request(method: string, uri: string, branch: string, cseq: number, toTag: string, headers: string[]): string {
  return send([
    `${method} ${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP [local_ip]:[local_port];branch=${branch}`,
    ...headers,
    'From: <sip:[account]@127.0.0.1>;tag=caller',
    `To: ${TO_CALLEE}${toTag}`,
    'Call-ID: [call_id]',
    `CSeq: ${cseq} ${method === 'ACK' ? 'INVITE' : method}`,
    'Contact: <sip:[account]@[local_ip]:[local_port]>',
    'Max-Forwards: 70',
    ...(method === 'INVITE' ? body() : ['Content-Length: 0', '']),
  ]);
}

function response(
  status: string,
  options: { toTag?: string; cseq?: string; sdp?: boolean; contact?: string } = {},
): string {
  return send([
    `SIP/2.0 ${status}`,
    '[last_Via:]',
    '[last_Record-Route:]',
    '[last_From:]',
    `[last_To:]${options.toTag ?? ''}`,
    '[last_Call-ID:]',
    options.cseq ?? '[last_CSeq:]',
    `Contact: ${options.contact ?? '<sip:[local_ip]:[local_port]>'}`,
    ...(options.sdp === true ? body() : ['Content-Length: 0', '']),
  ]);
}

function body(): string[] {
  return ['Content-Type: application/sdp', 'Content-Length: [len]', '', ...SDP, ''];
}

function send(lines: readonly string[]): string {
  return `<send><![CDATA[\n${lines.join('\n')}\n]]></send>`;
}

function scenario(steps: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="tollgate">\n${steps.join('\n')}\n</scenario>\n`;
}

/** Whom a caller calls: the number in `[service]`, at the gateway. */
const CALLED = 'sip:[service]@[remote_ip]:[remote_port]';
const INVITE = invite(CALLED);
const TRYING = '<recv response="100" optional="true"/>';
const WITHIN = ['[routes]'];

function invite(uri: string, headers: string[] = []): string {
  return request('INVITE', uri, 'z9hG4bK[call_id]', 1, '', headers);
}

function connect(uri: string, headers: string[] = []): string[] {
  return [
    invite(uri, headers),
    TRYING,
    '<recv response="180" optional="true"/>',
    '<recv response="200" rrs="true"/>',
    request('ACK', '[next_url]', '[branch]', 1, '[peer_tag_param]', WITHIN),
  ];
}

/** Hangs up after so long. The request URI may be another one, and the INVITE have more headers. */
export function callerHangsUp(
  connectedMs: number,
  { uri = CALLED, headers = [] }: { uri?: string; headers?: string[] } = {},
): string {
  return scenario([
    ...connect(uri, headers),
    `<pause milliseconds="${connectedMs}"/>`,
    request('BYE', '[next_url]', '[branch]', 2, '[peer_tag_param]', WITHIN),
    '<recv response="200"/>',
  ]);
}

/** Talks until somebody hangs up. */
export function callerStays(): string {
  return scenario([...connect(CALLED), '<recv request="BYE"/>', response('200 OK')]);
}

/** Answers one keep-alive, and then waits until somebody hangs up. */
export function callerStaysAndIsAsked(): string {
  return scenario([
    ...connect(CALLED),
    '<recv request="OPTIONS"/>',
    response('200 OK'),
    '<recv request="BYE"/>',
    response('200 OK'),
  ]);
}

/** Cancels after so long, or at any moment up to it; `rings` is whether the callee is reached before that. */
export function callerGivesUp(afterMs: number, { rings = true, atAnyMoment = false } = {}): string {
  return scenario([
    INVITE,
    '<recv response="100"/>',
    ...(rings ? ['<recv response="180"/>'] : []),
    atAnyMoment ? `<pause distribution="uniform" min="0" max="${afterMs}"/>` : `<pause milliseconds="${afterMs}"/>`,
    request('CANCEL', CALLED, 'z9hG4bK[call_id]', 1, '', []),
    // Which of the two answers comes first is open.
    '<recv response="200" optional="true"/>',
    '<recv response="487"/>',
    request('ACK', CALLED, 'z9hG4bK[call_id]', 1, '[peer_tag_param]', []),
  ]);
}

/** Expects the call to be refused. */
export function callerIsRefused(status: number): string {
  return scenario([
    INVITE,
    TRYING,
    `<recv response="${status}"/>`,
    request('ACK', CALLED, 'z9hG4bK[call_id]', 1, '[peer_tag_param]', []),
  ]);
}

const TAG = ';tag=callee';

/** Answers after so long. */
export function calleeAnswers({ ringMs = 0 } = {}): string {
  return scenario([
    '<recv request="INVITE"/>',
    response('180 Ringing', { toTag: TAG }),
    ...(ringMs > 0 ? [`<pause milliseconds="${ringMs}"/>`] : []),
    response('200 OK', { toTag: TAG, sdp: true }),
    '<recv request="ACK"/>',
    '<recv request="BYE"/>',
    response('200 OK'),
  ]);
}

/** Answers, and is never heard of again. */
export function calleeVanishes(): string {
  return scenario(['<recv request="INVITE"/>', response('200 OK', { toTag: TAG, sdp: true }), '<recv request="ACK"/>']);
}

export function calleeIsBusy(): string {
  return scenario(['<recv request="INVITE"/>', response('486 Busy Here', { toTag: TAG }), '<recv request="ACK"/>']);
}

/** Redirects to another number, and answers when the call comes there. */
export function calleeIsElsewhere(number: string): string {
  return scenario([
    '<recv request="INVITE"/>',
    response('302 Moved Temporarily', { toTag: TAG, contact: `<sip:${number}@127.0.0.1>` }),
    '<recv request="ACK"/>',
    '<recv request="INVITE"/>',
    response('200 OK', { toTag: TAG, sdp: true }),
    '<recv request="ACK"/>',
    '<recv request="BYE"/>',
    response('200 OK'),
  ]);
}

export function calleeOnlyRings(): string {
  return scenario([
    '<recv request="INVITE"/>',
    response('180 Ringing', { toTag: TAG }),
    '<recv request="CANCEL"/>',
    response('200 OK', { toTag: TAG }),
    response('487 Request Terminated', { toTag: TAG, cseq: 'CSeq: 1 INVITE' }),
    '<recv request="ACK"/>',
  ]);
}
