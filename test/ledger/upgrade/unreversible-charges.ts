import type { Ledger } from '../../../src/ledger/port.ts';

/** The keys of charges that the old version made: it noted too little with them for a reversal. */
export class UnreversibleCharges {
  readonly #keys = new Set<string>();

  madeBy(old: Ledger): Ledger {
    return this.#after(old, (key) => this.#keys.add(key));
  }

  /** A key may be used anew once it is forgotten. */
  replacedBy(ledger: Ledger): Ledger {
    return this.#after(ledger, (key) => this.#keys.delete(key));
  }

  unknownTo(reference: Ledger): Ledger {
    return {
      ...reference,
      reverse: (operation) => {
        const { target, accountId } = operation;
        const isOld = target.kind === 'charge' && this.#keys.has(`${accountId} ${target.chargeKey}`);
        const asked = isOld ? { ...target, chargeKey: 'never-charged' } : target;
        return reference.reverse({ ...operation, target: asked });
      },
    };
  }

  #after(ledger: Ledger, note: (key: string) => void): Ledger {
    return {
      ...ledger,
      async charge(operation) {
        const reply = await ledger.charge(operation);
        if (reply.kind === 'charged' && !reply.replayed) note(`${operation.accountId} ${operation.idempotencyKey}`);
        return reply;
      },
    };
  }
}
