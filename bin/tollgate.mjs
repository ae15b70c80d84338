#!/usr/bin/env node
// The program `tollgate`. A package comes built, a checkout is built by `npm start`; npx must find this file before.
import { existsSync } from 'node:fs';

const program = new URL('../dist/main.js', import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else {
  console.error('tollgate: it is not built yet: run `npm start` or `npm run build` in its directory first');
  process.exitCode = 2;
}
