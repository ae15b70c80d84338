/** How much text one billed segment holds. A catalog may define further profiles; these two are known everywhere. */
export interface SegmentProfile {
  readonly name: string;
  /** GSM-7 septets in a message of one segment. */
  readonly gsmSingle: number;
  /** GSM-7 septets in each segment of a longer message, at least 2. */
  readonly gsmMulti: number;
  /** UTF-16 code units in a message of one segment. */
  readonly ucsSingle: number;
  /** UTF-16 code units in each segment of a longer message, at least 2. */
  readonly ucsMulti: number;
}

/** 3GPP TS 23.038 and 23.040: a message of several segments gives up six octets of each to the header that joins them. */
export const GSM_3GPP: SegmentProfile = {
  name: 'gsm_3gpp',
  gsmSingle: 160,
  gsmMulti: 153,
  ucsSingle: 70,
  ucsMulti: 67,
};

/** Products that bill 160 or 70 characters per segment flat, however many there are (rule MC-4). */
export const FLAT_160_70: SegmentProfile = {
  name: 'flat_160_70',
  gsmSingle: 160,
  gsmMulti: 160,
  ucsSingle: 70,
  ucsMulti: 70,
};

/** By the name that a catalog uses. */
export const SEGMENT_PROFILES: ReadonlyMap<string, SegmentProfile> = new Map(
  [GSM_3GPP, FLAT_160_70].map((profile) => [profile.name, profile]),
);
