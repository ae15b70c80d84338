/** `spool export|import`: what one sidecar has kept, told to the store by another. */
import { readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exportSpool as exportDirectory } from '../outage/spool/handover.ts';
import { defineCommand, EXIT, flag, option, UsageError } from './command.ts';
import { defineSpoolQuestion, withDirectory } from './spool-access.ts';
import { countText } from './text.ts';

export const exportSpool = defineCommand({
  path: 'spool export',
  summary: 'move what waits in the spool of a sidecar that does not run to files that another sidecar can import',
  positionals: {},
  options: {
    dir: option('DIR', 'the directory of the spool, such as data/spool'),
    to: option('DIR', 'where the files go; it is made where it is missing'),
    json: flag('print the files as JSON'),
  },
  examples: ['tollgate spool export --dir /var/lib/tollgate/spool --to /mnt/handover'],
  notes: [
    'Each file can be imported once, and its records leave this spool before it is written: nothing is told twice. ' +
      'If it is interrupted, run the same command again. What is in the quarantine stays.',
  ],
  run(args, context) {
    const [from, to] = [args.text('dir'), args.text('to')];
    if (from === undefined) throw new UsageError('--dir is missing: the directory of the spool, such as data/spool');
    if (to === undefined) throw new UsageError('--to is missing: where the files go');
    return withDirectory('spool export', from, context, async (spool, directory) => {
      const target = resolve(to);
      if (`${target}/`.startsWith(`${directory}/`)) throw new UsageError('--to must not be within the spool itself');
      const exports = await exportDirectory(directory, target, Date.now());
      const records = exports.reduce((sum, each) => sum + each.records, 0);
      const { quarantined } = spool.status();
      if (args.flag('json')) {
        context.print(JSON.stringify({ files: exports, records, quarantined }, undefined, 2));
        return EXIT.ok;
      }
      for (const { path, records: count } of exports) context.print(`${path}: ${countText(count, 'record')}`);
      if (exports.length === 0) context.print('nothing waits in this spool');
      else context.print(`Import them with \`tollgate spool import ${target}\`.`);
      if (quarantined > 0) {
        const stay = quarantined === 1 ? '1 entry stays' : `${quarantined} entries stay`;
        context.complain(`${stay} in its quarantine: \`tollgate spool quarantine --dir ${directory}\``);
      }
      return EXIT.ok;
    });
  },
});

export const importSpool = defineSpoolQuestion({
  path: 'spool import',
  summary: 'take files that `tollgate spool export` wrote into a spool, so that the store is told of them',
  positionals: { FILE: { meaning: 'such a file, or a directory of them', multiple: true } },
  options: {},
  examples: [
    'tollgate spool import /mnt/handover',
    'tollgate spool import --dir data/spool 4be0c1d2-0000000001-0f4c6f2e.spool',
  ],
  notes: [
    'Each file is taken whole or not at all, and once: afterwards it is called FILE.imported. It must be for the ' +
      'store that the sidecar serves. Needs a token of role admin where a sidecar is asked.',
  ],
  response: 'ImportSpoolResponse',
  async ask(client, args, context) {
    const files = args.list('FILE').flatMap(filesOf);
    if (files.length === 0) throw new UsageError('FILE is missing: a file that `tollgate spool export` wrote');
    let total = 0;
    for (const file of files) {
      const segment = readFileSync(file);
      const { records } = await client.importSpool({ segment }).catch((error: unknown) => {
        context.complain(`${file}: not taken`);
        throw error;
      });
      total += Number(records);
      renameSync(file, `${file}.imported`);
    }
    return { records: String(total) };
  },
  show: ({ records }) => [`${countText(Number(records), 'record')} wait for the store now`],
});

function filesOf(name: string): readonly string[] {
  try {
    if (!statSync(name).isDirectory()) return [name];
    const files = readdirSync(name).filter((file) => file.endsWith('.spool'));
    if (files.length === 0) throw new UsageError(`${name} holds no file that ends in .spool`);
    return files.sort().map((file) => join(name, file));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError((error as Error).message);
  }
}
