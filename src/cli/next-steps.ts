/** What a newcomer may type next; the commands work when they are pasted into another terminal. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Settings } from '../settings/load-settings.ts';

const DEFAULT_ADDRESS = '127.0.0.1:50051';
const PACKAGE_ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/**
 * @param holdId new with each start, because an ended hold cannot be authorized again
 * @param env tells whether npm started this program
 */
export function nextSteps(settings: Settings, grpcAddress: string, holdId: string, env: NodeJS.ProcessEnv): string {
  const server = grpcAddress === DEFAULT_ADDRESS ? '' : ` --server ${grpcAddress}`;
  const tls = settings.grpc.tls === undefined ? '' : ' --tls-ca FILE';
  const line = (words: string): string => `  ${program(env)} ${words}${server}${tls}`;
  return [
    '',
    'Try it from another terminal, in this directory:',
    '',
    line('account create demo'),
    line(`authorize demo ${holdId} --to +14155550123`),
    line(`settle demo ${holdId} --connected-seconds 65`),
    '',
    ...(settings.auth.tokens.length > 0 ? ['This server asks for a token: set TOLLGATE_TOKEN there first.', ''] : []),
    ...(tls === '' ? [] : ["FILE is the certificate of the server's authority.", '']),
  ].join('\n');
}

/** How to call this very program: npx knows the package of the working directory, where there is an npm at all. */
function program(env: NodeJS.ProcessEnv): string {
  if (env['npm_execpath'] !== undefined && process.cwd() === PACKAGE_ROOT) return 'npx tollgate';
  return `node ${relative(process.cwd(), `${PACKAGE_ROOT}/dist/main.js`)}`;
}
