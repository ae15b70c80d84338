// `npm test`: installs and builds what is missing, then runs the tests; arguments go to vitest.
import { prepare } from './prepare.mjs';
import { runChild } from './run-child.mjs';

prepare();
// Tests of production behaviour set it themselves.
delete process.env.NODE_ENV;
runChild(['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]);
