import { z } from 'zod';
import { word } from './scalars.ts';

const serviceSchema = z.strictObject({
  unit: z
    .enum(['second', 'segment', 'message', 'page', 'interaction'])
    .describe('What is counted and priced. `second` makes it a call: granted, answered, extended and cut.'),
  label: z.string().min(1).max(40).describe('Plural that denial messages begin with, for instance "Calls".'),
  noun: z.string().min(1).max(40).describe('One of it in denial messages, for instance "call".'),
  needs_number: z.boolean().default(true).describe('Whether a request must carry the dialled or receiving number.'),
  segments: word
    .optional()
    .describe('For unit `segment`: `gsm_3gpp` (the default), `flat_160_70`, or one of `segment_profiles`.'),
  fallback_channel: word
    .optional()
    .describe('Where the sender may turn when a message is denied, for instance `email`.'),
});

const perSegment = z.int().min(2).max(1_000);

const segmentProfileSchema = z.strictObject({
  gsm_single: perSegment.describe('GSM-7 septets in a message of one segment.'),
  gsm_multi: perSegment.describe('GSM-7 septets in each segment of a longer message.'),
  ucs_single: perSegment.describe('UTF-16 units in a message of one segment.'),
  ucs_multi: perSegment.describe('UTF-16 units in each segment of a longer message.'),
});

export const servicesFileSchema = z.strictObject({
  services: z
    .record(word, serviceSchema)
    .describe('Every kind of traffic that is charged, by the name that requests use.'),
  segment_profiles: z
    .record(word, segmentProfileSchema)
    .default({})
    .describe('Further ways to count segments, by name.'),
});

export type ServicesFile = z.infer<typeof servicesFileSchema>;
export type ServiceSource = z.infer<typeof serviceSchema>;
