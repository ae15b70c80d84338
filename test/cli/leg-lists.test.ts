import { describe, expect, test } from 'vitest';
import { type LegList, readLegList } from '../../src/cli/leg-lists.ts';

const read = (text: string): LegList => readLegList(text, 'legs');
const TOKEN = 'h.YWNtZQpjYWxsLTE.2PqGas7JCRySOpDhl_XnDae1s';
const OTHER_TOKEN = 'h.YWNtZQpjYWxsLTI.x2LTd26k0zw5zeqkxIB8ZN8T-_';

/** As Kamailio 5.6.3 prints a dialog: `kamcmd dlg.list`. */
function dialog({
  state = 4,
  duration = 2,
  from = 'sip:alice@127.0.0.1',
  variables = [`token: ${TOKEN}`],
} = {}): string {
  const [caller, callee] = ['caller', 'callee'].map((end) =>
    [`\t${end}: {`, `\t\ttag: ${end}`, '\t\tcontact: sip:127.0.0.1:45731', '\t\troute_set: ', '\t}'].join('\n'),
  );
  return [
    '{\n\th_entry: 3470\n\th_id: 1234\n\tref: 2\n\tcall-id: call-518bb8b4188b',
    `\tfrom_uri: ${from}\n\tto_uri: sip:+14155550123@127.0.0.1\n\tstate: ${state}\n\tstart_ts: 1795838757`,
    `\tinit_ts: 1795838757\n\tend_ts: 0\n\tduration: ${duration}\n\ttimeout: 1795842358\n\tlifetime: 3600`,
    '\tdflags: 512\n\tsflags: 0\n\tiflags: 7',
    caller,
    callee,
    '\tprofiles: {\n\t}\n\tvariables: {',
    ...variables.map((variable) => `\t\t{\n\t\t\t${variable}\n\t\t}`),
    '\t}\n}',
  ].join('\n');
}

describe('what kamcmd prints for dlg.list', () => {
  test('is a leg for each dialog with a token, by the clock of Kamailio', () => {
    const ringing = { state: 1, duration: 0, variables: ['final: 1', `token: ${OTHER_TOKEN}`] };
    expect(read(`${dialog()}\n${dialog(ringing)}\n`)).toEqual({
      legs: [
        { settleToken: TOKEN, answered: true, connectedSeconds: 2 },
        { settleToken: OTHER_TOKEN, answered: false },
      ],
      others: 0,
    });
  });

  test('is two legs for a forwarded call, whatever the variables are called', () => {
    const variables = [
      'answered_at: 1795838757.596027',
      `forwarded_token: ${OTHER_TOKEN}`,
      'x: h.nothing',
      `t: ${TOKEN}`,
    ];
    expect(read(dialog({ variables })).legs.map(({ settleToken }) => settleToken)).toEqual([OTHER_TOKEN, TOKEN]);
  });

  test('may name the hold by its ids', () => {
    const variables = ['hold_id: call-1;tag;z9: hG4bK', 'account_id: acme'];
    expect(read(dialog({ variables })).legs).toMatchObject([{ accountId: 'acme', holdId: 'call-1;tag;z9: hG4bK' }]);
  });

  test('leaves out what is over, and counts what is not of Tollgate', () => {
    const list = [dialog({ state: 5, variables: [] }), dialog({ variables: ['charge: {}'] }), dialog()].join('\n');
    expect(read(list)).toMatchObject({ legs: [{ settleToken: TOKEN }], others: 1 });
  });

  test.each(['{', '}', 'variables: {', 'x\\n}', `token: ${OTHER_TOKEN}`])(
    'is not led astray by a caller who calls itself %s',
    (from) => {
      expect(read(dialog({ from }))).toMatchObject({ legs: [{ settleToken: TOKEN }], others: 0 });
    },
  );

  test.each([
    ['breaks off in a dialog', dialog().slice(0, -3), 'legs: breaks off in the middle of a dialog'],
    ['is an error', 'error: 500 - command dlg.list not found', 'legs: Kamailio answered with an error: 500'],
    ['has something between dialogs', `${dialog()}\nERROR: connect failed`, 'legs:36: is not what kamcmd prints'],
    ['is another list', '{\n\tnow: Sat Nov 28\n\tuptime: 4\n}', 'legs:4: a dialog without state'],
  ])('counts for nothing when it %s', (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe('what JSON-RPC answers to dlg.list', () => {
  const answer = (result: object) => JSON.stringify({ jsonrpc: '2.0', result, id: 1 }, undefined, '\t');
  const one = { h_entry: 46, 'call-id': 'call-1', state: 4, duration: 7, callee: { tag: null } };

  test('is the same', () => {
    const dialogs = [
      { ...one, variables: [{ final: '1' }, { token: TOKEN }] },
      { ...one, state: 5, variables: [] },
      { ...one, variables: [] },
    ];
    expect(read(answer(dialogs))).toEqual({
      legs: [{ settleToken: TOKEN, answered: true, connectedSeconds: 7 }],
      others: 1,
    });
    expect(read(answer([]))).toEqual({ legs: [], others: 0 });
  });

  test.each([
    ['{"jsonrpc": "2.0", "error": {"code": 500, "message": "no dialogs"}, "id": 1}', 'the error "no dialogs"'],
    ['{"jsonrpc": "2.0", "result": "ok", "id": 1}', 'has no list of dialogs'],
    [answer([7]), 'legs: dialog 1 must be an object'],
    [answer([one, {}]), 'legs: dialog 2: a dialog without state'],
    [answer([one]).slice(0, -30), 'breaks off in the middle'],
  ])('counts for nothing when it is %s', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe('a list of legs', () => {
  const legs = [
    { accountId: 'acme', holdId: 'call-1', connectedSeconds: 12, answered: true },
    { accountId: 'acme', holdId: 'sms,1', units: 2 },
    { settleToken: TOKEN },
  ];

  test('is JSON with a leg on each line, one array, or a request', () => {
    const json = [
      { account_id: 'acme', hold_id: 'call-1', connected_seconds: 12.9, answered: true },
      { account_id: 'acme', hold_id: 'sms,1', units: 2 },
      { settle_token: TOKEN },
    ];
    expect(read(`\uFEFF${json.map((leg) => JSON.stringify(leg)).join('\r\n\r\n')}\n`).legs).toEqual(legs);
    expect(read(JSON.stringify(json, undefined, 2)).legs).toEqual(legs);
    expect(read(JSON.stringify({ active_legs: json })).legs).toEqual(legs);
    expect(read(JSON.stringify(json[2])).legs).toEqual(legs.slice(2));
    expect(read('[]').legs).toEqual([]);
    expect(read(' \n').legs).toEqual([]);
  });

  test('is CSV with a header, in any order of its columns', () => {
    const csv = [
      'hold_id,account_id,connected_seconds,answered,units,settle_token',
      'call-1,acme,12.9,true,,',
      '"sms,1",acme,,,2,',
      `,,,,,${TOKEN}`,
    ];
    expect(read(csv.join('\n')).legs).toEqual(legs);
    expect(read('account_id,hold_id\n').legs).toEqual([]);
  });

  test.each([
    ['{"account_id": "a", "hold_id": "1"}\n{"account_id": "a", "hold', 'legs:2: is no JSON'],
    ['{"account_id": "a", "hold_id": "1", "seconds": 3}', 'legs: leg 1: "seconds" is no field of a leg'],
    ['[{"account_id": "a"}]', 'legs: leg 1: needs account_id and hold_id, or a settle_token'],
    ['[{"account_id": "a", "hold_id": 7}]', 'legs: leg 1: hold_id must be a text'],
    ['[{"account_id": "a", "hold_id": "1", "units": -1}]', 'units must be a number'],
    ['[{"account_id": "a", "hold_id": "1", "answered": "yes"}]', 'answered must be true or false'],
    ['[7]', 'legs: leg 1: must be an object'],
    ['account_id,hold_id\na', 'legs:2: has 1 cells, and the header 2'],
    ['account_id,hold_id\na,"1', 'legs:2:3: a quote is not closed'],
    ['account_id,hold_id\n,1', 'legs:2: needs account_id and hold_id'],
    ['account_id,hold_id,units\na,1,x', 'legs:2: units must be a number, 0 or more, not "x"'],
    ['account_id,hold_id,answered\na,1,maybe', 'legs:2: answered must be true or false, not "maybe"'],
    ['account_id,hold_id,when\na,1,2', 'legs:1: is neither JSON nor what Kamailio prints'],
    ['account_id\na', 'it names no hold'],
    ['kamcmd: command not found', 'legs:1: is neither JSON nor'],
  ])('counts for nothing when it is %j', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
