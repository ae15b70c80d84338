/** The default alphabet of 3GPP TS 23.038 section 6.2.1 and its extension table. National shift tables are ignored. */

const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Sent as an escape and a second septet. */
const EXTENSION = '\f^{}\\[~]|€';

/** Septets by UTF-16 code unit; 0 is not in the alphabet. Every character of it is below U+20AD. */
const SEPTETS = septetTable();

/** How many septets a code unit takes in GSM-7: 1, 2, or 0 when it cannot be written. */
export function septetsOf(codeUnit: number): number {
  return SEPTETS[codeUnit] ?? 0;
}

function septetTable(): Uint8Array {
  const table = new Uint8Array(0x20ad);
  for (const character of BASIC) table[character.charCodeAt(0)] = 1;
  for (const character of EXTENSION) table[character.charCodeAt(0)] = 2;
  return table;
}
