/** Where sidecars say that they are there: in the store, so that each knows of the others. */
import { NOW } from '../redis/replies.ts';
import type { ScriptRunner } from '../redis/runner.ts';
import { LEASE_PURPOSES } from '../lease-operations.ts';
import type { Sidecar, SidecarFacts } from './sidecars.ts';

/** A sidecar that was not heard of for so long is gone: four heartbeats. */
const GONE_MS = 20_000;
/** How many partitions are asked at once who works on them. */
const LEASES_AT_ONCE = 16;

export interface SidecarRegister {
  /** Says that this one is there. @returns all that are, this one too, without their leases */
  beat(mine: SidecarFacts): Promise<readonly Sidecar[]>;
  /** This one is not there any more. */
  leave(id: string): Promise<void>;
  /** All that are there, by host and process. */
  list(): Promise<readonly Sidecar[]>;
}

export function createRegister(runner: ScriptRunner): SidecarRegister {
  const { keys } = runner.options;
  const { meta, sidecars } = keys.at(0);
  const register = async (id: string, facts: string): Promise<readonly Sidecar[]> => {
    const reply = await runner.run('register_sidecar', [meta, sidecars], [runner.clockArgument(), id, facts, GONE_MS]);
    reply.read(NOW);
    const words = reply.rest();
    const found = words.flatMap((stored, at): readonly Sidecar[] => {
      if (at % 2 === 0) return [];
      return [{ ...(JSON.parse(stored) as SidecarFacts), seenAtMs: Number(words[at - 1]), leases: [] }];
    });
    return found.sort((a, b) => (`${a.host} ${a.pid}` < `${b.host} ${b.pid}` ? -1 : 1));
  };
  return {
    beat: (mine) => register(mine.id, JSON.stringify(mine)),
    leave: async (id) => void (await register(id, '')),
    async list() {
      const found = await register('', '');
      const holders = await leaseHolders(runner);
      return found.map((sidecar) => ({ ...sidecar, leases: holders.get(sidecar.id) ?? [] }));
    },
  };
}

async function leaseHolders(runner: ScriptRunner): Promise<ReadonlyMap<string, readonly number[]>> {
  const holders = new Map<string, number[]>();
  const { partitions } = runner.options.keys;
  for (let from = 0; from < partitions.length; from += LEASES_AT_ONCE) {
    const asked = partitions.slice(from, from + LEASES_AT_ONCE);
    const replies = await Promise.all(
      asked.map((each) =>
        runner.run(
          'read_leases',
          LEASE_PURPOSES.map((purpose) => each.lease(purpose)),
          [],
        ),
      ),
    );
    for (const [index, reply] of replies.entries()) {
      for (const id of new Set(reply.rest())) {
        if (id !== '') holders.set(id, [...(holders.get(id) ?? []), from + index]);
      }
    }
  }
  return holders;
}
