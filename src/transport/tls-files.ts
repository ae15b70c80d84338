/** Certificate files, read together, checked to belong together, and read again when they change. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TransportLogger } from './telemetry.ts';

export interface TlsOptions {
  /** PEM file: the certificate, then its chain. */
  readonly cert: string;
  /** PEM file. */
  readonly key: string;
  /** PEM file: the authority of the clients' certificates. Without it clients are asked for none. */
  readonly clientCa?: string | undefined;
}

export interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly clientCa: Buffer | undefined;
}

/** How soon a renewed certificate is used by new connections. */
const REFRESH_MS = 60_000;

export class TlsFiles {
  readonly #options: TlsOptions;
  readonly #logger: TransportLogger;
  readonly #listeners = new Set<(material: TlsMaterial) => void>();
  readonly #timer: NodeJS.Timeout;
  #material: TlsMaterial;

  /** Throws when a file cannot be read or the key is not the certificate's. */
  constructor(options: TlsOptions, logger: TransportLogger) {
    this.#options = options;
    this.#logger = logger;
    this.#material = this.#read();
    this.#timer = setInterval(() => this.refresh(), REFRESH_MS);
    this.#timer.unref();
  }

  get material(): TlsMaterial {
    return this.#material;
  }

  /**
   * Takes renewed files into use. Files that do not fit together (half of a renewal) leave the last good ones in place.
   */
  refresh(): void {
    try {
      const fresh = this.#read();
      const old = this.#material;
      const same = fresh.cert.equals(old.cert) && fresh.key.equals(old.key) && sameCa(fresh.clientCa, old.clientCa);
      if (same) return;
      this.#material = fresh;
      for (const listener of this.#listeners) listener(fresh);
      this.#logger.info({ cert: this.#options.cert }, 'the TLS certificate was renewed');
    } catch (error) {
      this.#logger.warn({ err: error }, 'the TLS files cannot be used; the last good ones stay');
    }
  }

  onChange(listener: (material: TlsMaterial) => void): void {
    this.#listeners.add(listener);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#listeners.clear();
  }

  #read(): TlsMaterial {
    const { cert, key, clientCa } = this.#options;
    const material = {
      cert: readFileSync(cert),
      key: readFileSync(key),
      clientCa: clientCa === undefined ? undefined : readFileSync(clientCa),
    };
    if (!new X509Certificate(material.cert).checkPrivateKey(createPrivateKey(material.key))) {
      throw new Error(`${key} is not the key of ${cert}`);
    }
    if (material.clientCa !== undefined && !new X509Certificate(material.clientCa).ca) {
      throw new Error(`${clientCa} is not the certificate of an authority`);
    }
    return material;
  }
}

function sameCa(left: Buffer | undefined, right: Buffer | undefined): boolean {
  return left === undefined || right === undefined ? left === right : left.equals(right);
}
