#!/usr/bin/env node
/** The program `tollgate`. */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline/promises';
import { run } from './cli/run.ts';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

/** A connection or timer that somebody forgot must not keep a finished command from ending. */
const LINGER_MS = 2000;

// `tollgate movements demo | head` closes our output before all of it is written.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// A closed reader of our messages must not end a server that still has calls to finish.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  version: manifest.version,
  isTerminal: process.stdout.isTTY,
  print: (text) => void process.stdout.write(`${text}\n`),
  complain: (text) => void process.stderr.write(`${text}\n`),
  readInput: () => text(process.stdin),
  ask,
  startApp: async (settings, options) => (await import('./app.ts')).startApp(settings, options),
});

setTimeout(() => process.exit(), LINGER_MS).unref();
