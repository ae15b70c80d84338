/** How the parts of a hold or charge are called outside. The transports may use the ledger's types, but run none of its code. */
export { partName } from '../ledger/parts.ts';
