/** The thread on which a part of the past is replayed. */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { serveThread, type WorkerSetup } from './threads.ts';

/** On Linux a priority is a thread's; elsewhere it is the whole process's, and answering calls must not wait. */
if (process.platform === 'linux') setPriority(5);
if (parentPort !== null) await serveThread(workerData as WorkerSetup, parentPort);
