// `npm start`: installs and builds what is missing, then serves.
import { prepare } from './prepare.mjs';
import { runChild } from './run-child.mjs';

prepare();
runChild(['dist/main.js', 'serve', ...process.argv.slice(2)]);
