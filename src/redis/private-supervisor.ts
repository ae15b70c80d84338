import type { PrivateServer } from './private-server.ts';
import type { StoreLogger } from './store.ts';

/** How often a look is taken whether the server still runs. */
const lookEveryMs = 1000;

/**
 * Keeps a private server up until it is stopped: nobody else would. A server whose process has ended is started again on the same endpoint, so that the
 * client finds it by itself. Its append-only file brings every acknowledged change back.
 */
export class PrivateSupervisor {
  private server: PrivateServer;
  private readonly restart: () => Promise<PrivateServer>;
  private readonly logger: StoreLogger;
  private readonly timer: NodeJS.Timeout;
  /** The restart that is under way; one at a time. */
  private restarting: Promise<void> | undefined;

  constructor(first: PrivateServer, restart: () => Promise<PrivateServer>, logger: StoreLogger) {
    this.server = first;
    this.restart = restart;
    this.logger = logger;
    this.timer = setInterval(() => this.look(), lookEveryMs);
    this.timer.unref();
  }

  /** Ends the watch, then the server. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.restarting;
    await this.server.stop();
  }

  private look(): void {
    if (this.restarting === undefined && !this.server.isAlive()) {
      this.restarting = this.startAgain().finally(() => {
        this.restarting = undefined;
      });
    }
  }

  private async startAgain(): Promise<void> {
    const { address } = this.server;
    this.logger.error({ address }, 'the private Redis has ended; starting it again');
    try {
      this.server = await this.restart();
      this.logger.warn({ address }, 'the private Redis runs again, with everything that was acknowledged');
    } catch (error) {
      this.logger.error({ address, err: error }, 'the private Redis could not be started again; trying on');
    }
  }
}
