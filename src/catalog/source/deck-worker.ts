/** The thread on which decks are parsed: it does its jobs, hands the tables over and ends. */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { buffersOf, type DeckJob, runJob } from './deck-thread.ts';

/** On Linux a priority is a thread's; elsewhere it is the whole process's, and answering calls must not wait. */
if (process.platform === 'linux') setPriority(5);
const outcomes = (workerData as readonly DeckJob[]).map((job) => runJob(job));
parentPort?.postMessage(outcomes, outcomes.flatMap(buffersOf));
