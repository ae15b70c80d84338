-- The variant of the scripts for tests never takes a short path; see scripts.ts.
local IS_ALWAYS_GENERAL = false
