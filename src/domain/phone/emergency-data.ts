/**
 * The emergency numbers of every country, as data: those of google-libphonenumber 3.2.47, which has a pattern for each
 * country and no list, and those that it lacks. 112 and 911 count everywhere and stand in neither. How they were
 * compared is in docs/decisions/0021-emergency-lists-compared.md; a test holds the first list against the library.
 */

/** By ISO 3166 code. */
const OF_LIBRARY = `
  AC 999, AD 110 116 118, AE 997 998 999, AF 100 102 119, AG 999, AL 127 128 129, AM 101 102 103, AO 113 115,
  AR 100 101 107, AT 122 133 144, AU 000 106, AW 100, AZ 101 102 103, BA 122 123 124, BB 211 311 511,
  BD 100 101 102 199 999, BE 100 101, BF 17 18, BG 150 160 166, BH 199 999, BI 113 117, BJ 114 116 117 118, BL 18,
  BN 991 993 995, BO 110 118 119, BR 128 190 192 193, BS 919, BT 110 113, BW 997 998 999, BY 101 102 103,
  BZ 90 990, CC 000, CD 113 114 118 177 188, CF 117 118 1220, CG 117 118, CH 117 118 144, CI 110 111 170 180,
  CK 996 998 999, CL 131 132 133, CM 13 17 113 117, CN 110 119 120, CO 119 123 132 156, CU 104 105 106,
  CV 130 131 132, CX 000, CY 199, CZ 150 151 152 153 154 155 156 157 158 159, DE 110, DJ 17 18, DK 114, DM 333 999,
  DZ 14 17, EC 101 102, EE 110, EG 122 123 180, EH 15 19 177, ER 113 114 116, ES 085 088, ET 91 92 93 939 991 997,
  FJ 917, FK 999, FO 114, FR 15 17 18, GA 18 1730 1300-1399, GB 999, GE 011 022 033 111 113 122, GF 15 17 18,
  GG 999, GH 191 192 193 999, GI 190 199, GM 16 17 18 116 117 118, GP 15 17 18, GR 100 166 199, GT 110 120 123,
  GW 113 117 118, GY 912 913, HK 992 999, HN 199, HR 93 94 192 193 194, HT 114 118, HU 104 105 107,
  ID 110 113 118 119, IE 999, IL 100 101 102, IM 999, IN 100 101 102 108 1298 2611, IQ 100 104 115 122,
  IR 110 115 125, IT 113 115 118, JE 999, JM 110 119, JO 191 192 197, JP 110 119, KE 114 999, KG 101 102 103,
  KH 117 118 119 666, KI 192 193 194 195 992 993 994, KM 17 18, KN 333 999, KP 119 819, KR 119, KZ 101 102 103,
  LA 190 191 195, LB 140 175 999, LC 999, LI 117 118 144, LK 110 116 118 119, LR 355, LS 115 117,
  LT 01 02 03 011 022 033 101 102 103, LU 113, LV 01 02 03 110 113, LY 190 191 193, MA 15 19 177, MC 15 17 18,
  MD 901 902 903, ME 122 123 124, MF 15 17 18, MG 17 18 117 118, MK 192 193 194, ML 15 17 18, MM 199,
  MN 100 101 102 103 105, MO 999, MQ 15 17 18, MR 17 18, MS 999, MU 114 115 995 999, MV 102 118 119,
  MW 199 997 998 999, MX 060 065 066 068 080, MY 999, MZ 117 119 197 198, NA 10111, NC 15 16 17 18,
  NE 15 17 18 118, NF 955 977, NG 199, NI 115 118 120 128, NO 110 113, NP 100 101 102 103, NR 110 111, NU 999,
  NZ 111, OM 1444 9999, PE 105 116 117, PF 15 17 18, PG 000 110 111, PH 117, PK 15 16 115 1122, PL 997 998 999,
  PM 15 17 18, PS 100 101 102, PT 115, PY 128, QA 999, RE 15 17 18, RS 92 93 94, RU 01 02 03 101 102 103, RW 111,
  SA 997 999, SB 999, SC 999, SD 999, SE 90000, SG 993 995 999, SH 999, SI 113, SJ 110 113, SK 150 155 158,
  SL 019 999, SM 113 115 118, SN 17 18, SO 555 888 999, SR 115, SS 999, SV 913, SX 919, SY 110 113, SZ 999, TC 999,
  TD 17 18, TG 117 118 171 172 177, TH 191 199 1669, TJ 101 102 103, TL 115, TM 01 02 03, TN 190 197 198,
  TO 922 933 999, TR 110 155, TT 990 999, TW 110 119, TZ 110 111 114 115 999, UA 101 102 103, UG 999, UY 128,
  UZ 01 02 03 001 002 003 050, VA 113 115 118, VC 999, VE 171, VG 999, VN 113 114 115, WF 15 17 18,
  WS 994 995 996 999, XK 192 193 194, YE 191 194 195 199, YT 15, ZA 10111 10177, ZM 991 993 999,
  ZW 993 994 995 999
`;

/**
 * What the library lacks and at least two public sources name:
 *
 * - `A`: Android's emergency number database (AOSP, packages/services/Telephony, ecc/input/eccdata.txt, revision 2);
 * - `W`: Wikipedia, "List of emergency telephone numbers", as kept by github.com/DennisGross/aidlines;
 * - `V`, `C`: the lists of github.com/vamel/travelApp and github.com/armenta-i/health-routes;
 * - `M`: Microsoft Teams, "Emergency numbers country reference" (MicrosoftDocs/OfficeDocs-SkypeForBusiness);
 * - `N`: the numbering plan of the country's own regulator (ARCEP in France, AGCOM in Italy).
 */
const SUPPLEMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AL: { '126': 'WC' },
  AM: { '104': 'WC', '177': 'WC' },
  AO: { '116': 'WC' },
  AT: { '128': 'AC', '140': 'AWC' },
  AZ: { '104': 'WC' },
  BH: { '994': 'WC' },
  BI: { '118': 'WV' },
  BR: { '185': 'AMC', '191': 'MC', '194': 'MC', '197': 'MC', '198': 'MC' },
  CH: { '1414': 'AWC', '143': 'AC', '145': 'AC', '147': 'AC' },
  CI: { '185': 'AWVC' },
  CL: { '130': 'MC', '134': 'MC', '136': 'WMC', '137': 'WMC', '138': 'MC' },
  CM: { '118': 'AC', '119': 'AC' },
  CN: { '122': 'WC' },
  CO: { '125': 'WC' },
  CW: { '912': 'WV' },
  DJ: { '19': 'WVC' },
  DZ: { '1055': 'WC', '1548': 'AWC' },
  EH: { '150': 'WV' },
  ES: { '061': 'AC', '062': 'AC', '080': 'AC', '091': 'AC', '092': 'AC' },
  ET: { '907': 'WC' },
  FJ: { '910': 'WC' },
  FR: { '114': 'AWN', '115': 'ACN', '116000': 'ACN', '119': 'ACN', '191': 'AN', '196': 'AN', '197': 'AN' },
  GA: { '177': 'AC' },
  GI: { '999': 'WC' },
  GN: { '117': 'WC', '122': 'AW', '18': 'WC', '19': 'WC' },
  GQ: { '113': 'AC', '114': 'WVC', '115': 'AWVC', '116': 'WC' },
  GR: { '108': 'WC' },
  GT: { '122': 'WVC', '128': 'WV' },
  GW: { '119': 'WC' },
  HN: { '195': 'WV', '198': 'WVC' },
  HR: { '195': 'WC' },
  HT: { '115': 'AWV', '116': 'AWVC', '122': 'WC' },
  IT: { '114': 'CN', '1530': 'WN' },
  JP: { '118': 'AWC' },
  KI: { '999': 'WVC' },
  KR: { '122': 'AC' },
  LA: { '1190': 'AC', '1191': 'AC', '1195': 'AC' },
  LI: { '1414': 'WC' },
  LS: { '121': 'AWV', '122': 'AWV', '123': 'AWV' },
  LV: { '115': 'WC' },
  LY: { '1515': 'AWVC' },
  MG: { '124': 'WV' },
  MM: { '191': 'AV', '192': 'AV' },
  MR: { '101': 'WVC', '117': 'AWVC', '118': 'AWVC' },
  MW: { '990': 'WC' },
  PA: { '103': 'WC', '104': 'AWC' },
  PE: { '106': 'WC', '110': 'AC' },
  PK: { '130': 'WC' },
  PL: { '984': 'MC', '985': 'MC' },
  PT: { '117': 'MC' },
  RS: { '192': 'AWVC', '193': 'AWVC', '194': 'AWVC' },
  RU: { '104': 'AC' },
  RW: { '113': 'WC', '912': 'WVC' },
  SA: { '993': 'WC', '998': 'AWC' },
  SB: { '988': 'AW' },
  SC: { '133': 'WC', '151': 'WC' },
  SD: { '333': 'AC', '777': 'WC' },
  SN: { '15': 'AC', '1515': 'WVC' },
  SO: { '777': 'WC' },
  SV: { '132': 'WVC' },
  SX: { '912': 'WC' },
  SZ: { '933': 'AWVC', '977': 'WVC' },
  TG: { '8200': 'WV' },
  TM: { '001': 'AC', '002': 'AC', '003': 'AC' },
  TR: { '156': 'MC', '158': 'MC', '177': 'MC' },
  TT: { '811': 'WVC' },
  UY: { '104': 'AWC', '105': 'AWC', '106': 'AC' },
  UZ: { '101': 'AWC', '102': 'AWC', '103': 'AWC' },
  VU: { '111': 'AW', '113': 'AW' },
};

/** Their numbers are those of France (ARCEP), whatever the library knows of them. */
const LIKE_FRANCE = ['BL', 'GF', 'GP', 'MF', 'MQ', 'PM', 'RE', 'YT'];

const BY_COUNTRY: ReadonlyMap<string, ReadonlySet<string>> = gathered();

function gathered(): Map<string, Set<string>> {
  const countries = new Map<string, Set<string>>();
  const add = (country: string, number: string): void => {
    const numbers = countries.get(country) ?? new Set();
    countries.set(country, numbers.add(number));
  };
  for (const entry of OF_LIBRARY.split(',')) {
    const [country = '', ...words] = entry.trim().split(' ');
    for (const number of words.flatMap(rangeOf)) add(country, number);
  }
  for (const [country, numbers] of Object.entries(SUPPLEMENTS)) {
    for (const number of Object.keys(numbers)) add(country, number);
  }
  for (const country of LIKE_FRANCE) for (const number of countries.get('FR') ?? []) add(country, number);
  return countries;
}

/** `1300-1399` is a hundred numbers, `999` one. */
function rangeOf(word: string): readonly string[] {
  const [first = '', last = first] = word.split('-');
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, step) =>
    String(Number(first) + step).padStart(first.length, '0'),
  );
}

/** 3GPP TS 22.101 section 10: every handset takes these for emergency numbers, in every country. */
const EVERYWHERE: ReadonlySet<string> = new Set(['112', '911']);

/** Whether exactly these digits are an emergency number when dialled in the country (ISO 3166). */
export function isShortEmergency(digits: string, country: string): boolean {
  return EVERYWHERE.has(digits) || BY_COUNTRY.get(country)?.has(digits) === true;
}

/** All of a country, the two that count everywhere among them, short ones first. */
export function emergencyNumbersOf(country: string): readonly string[] {
  return [...new Set([...EVERYWHERE, ...(BY_COUNTRY.get(country) ?? [])])].toSorted(
    (a, b) => a.length - b.length || a.localeCompare(b),
  );
}
