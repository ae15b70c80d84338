// Original file: proto/tollgate/v1/spool.proto

export const SpoolResolution = {
  SPOOL_RESOLUTION_UNSPECIFIED: 'SPOOL_RESOLUTION_UNSPECIFIED',
  SPOOL_RESOLUTION_RELEASE: 'SPOOL_RESOLUTION_RELEASE',
  SPOOL_RESOLUTION_DROP: 'SPOOL_RESOLUTION_DROP',
} as const;

export type SpoolResolution =
  | 'SPOOL_RESOLUTION_UNSPECIFIED'
  | 0
  | 'SPOOL_RESOLUTION_RELEASE'
  | 1
  | 'SPOOL_RESOLUTION_DROP'
  | 2

export type SpoolResolution__Output = typeof SpoolResolution[keyof typeof SpoolResolution]
