import { afterAll, beforeAll, beforeEach } from 'vitest';
import { startKamailio, type TestKamailio } from './kamailio.ts';
import { startTollgate, type TestTollgate } from './tollgate.ts';

/** A Tollgate, and a Kamailio that asks it. */
interface Stage {
  readonly tollgate: TestTollgate;
  readonly kamailio: TestKamailio;
}

/**
 * Starts a stage before the tests of a suite and ends it after them. A test that fails prints what Kamailio said during
 * it.
 *
 * @param settings those of the top of Kamailio's configuration that differ.
 */
export function onStage(use: (stage: Stage) => void, settings: Readonly<Record<string, string>> = {}): void {
  let tollgate: TestTollgate | undefined;
  let kamailio: TestKamailio | undefined;

  beforeAll(async () => {
    tollgate = await startTollgate();
    kamailio = await startKamailio(tollgate.httpAddress, settings);
    use({ tollgate, kamailio });
  });

  beforeEach(({ onTestFailed }) => {
    const before = kamailio?.log().length;
    onTestFailed(() => console.error(kamailio?.log().slice(before)));
  });

  afterAll(async () => {
    await kamailio?.stop();
    await tollgate?.dispose();
  });
}
