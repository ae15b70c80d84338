// `npm run test:guards`: installs and builds what is missing, then takes the guards of the money away one by one.
import { prepare } from './prepare.mjs';
import { runChild } from './run-child.mjs';

prepare();
runChild(['--import', 'tsx', 'test/guards/run.ts', ...process.argv.slice(2)]);
