// `npm run bench`: installs and builds what is missing, then measures; arguments go to the bench.
import { prepare } from './prepare.mjs';
import { runChild } from './run-child.mjs';

prepare();
runChild(['--import', 'tsx', 'test/bench/bench.ts', ...process.argv.slice(2)]);
