// `npm run bench` and its like: installs and builds what is missing, then runs the named bench; further arguments go to it.
import { prepare } from './prepare.mjs';
import { runChild } from './run-child.mjs';

const [bench, ...options] = process.argv.slice(2);
prepare();
runChild(['--import', 'tsx', `test/bench/${bench}.ts`, ...options]);
