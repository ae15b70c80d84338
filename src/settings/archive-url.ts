import { readFileSync } from 'node:fs';
import type { Complaint } from './complaints.ts';
import { postgresUrl, type SettingsFile } from './schema.ts';

type Archive = SettingsFile['archive'];

/** Reads the address of the archive's database from the file that holds it, where one does. */
export function resolveArchiveUrl(archive: Archive): { readonly archive: Archive; readonly complaints: Complaint[] } {
  const { url_file: file, ...rest } = archive;
  if (file === undefined) return { archive, complaints: [] };
  const complain = (message: string) => ({ archive, complaints: [{ path: ['archive', 'url_file'], message }] });
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    return complain(`cannot be read: ${(error as Error).message}`);
  }
  const parsed = postgresUrl.safeParse(text);
  if (!parsed.success) return complain('names a file that must hold an address that begins with postgres://');
  return { archive: { ...rest, url: parsed.data }, complaints: [] };
}
