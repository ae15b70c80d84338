/**
 * The standard health service, overall and for each service, following `HealthState`. Open to everybody: it shows
 * nothing.
 */
import { status, type ServerUnaryCall, type ServerWritableStream, type sendUnaryData } from '@grpc/grpc-js';
import type { HealthCheckRequest__Output } from '../../gen/grpc/health/v1/HealthCheckRequest.ts';
import type { HealthCheckResponse } from '../../gen/grpc/health/v1/HealthCheckResponse.ts';
import { fullServiceName, type ServiceName } from '../definitions.ts';
import type { Component, HealthState } from '../health-state.ts';

/**
 * What each service cannot do without; StoreService and SpoolService are for when the rest is away. The empty name is
 * the whole server.
 */
const NEEDS: Readonly<Record<ServiceName, readonly Component[] | 'nothing'>> = {
  CreditControlService: ['redis', 'catalog'],
  AccountService: ['redis', 'catalog'],
  PackageService: ['redis', 'catalog'],
  ReportService: ['redis', 'catalog'],
  RechargeService: ['redis', 'catalog'],
  CatalogService: ['catalog'],
  StoreService: 'nothing',
  SpoolService: 'nothing',
  AlertService: ['redis'],
};

type WatchCall = ServerWritableStream<HealthCheckRequest__Output, HealthCheckResponse>;

export interface HealthService {
  readonly implementation: {
    Check(
      call: ServerUnaryCall<HealthCheckRequest__Output, HealthCheckResponse>,
      callback: sendUnaryData<HealthCheckResponse>,
    ): void;
    Watch(call: WatchCall): void;
  };
  /** Ends all watches, which would otherwise keep the server from shutting down. */
  endWatches(): void;
}

export function createHealthService(health: HealthState): HealthService {
  const needs = new Map<string, readonly Component[] | 'nothing'>([['', []]]);
  for (const [service, components] of Object.entries(NEEDS)) {
    needs.set(fullServiceName(service as ServiceName), components);
  }
  const watches = new Set<WatchCall>();

  function statusOf(service: string): 'SERVING' | 'NOT_SERVING' | undefined {
    const components = needs.get(service);
    if (components === undefined) return undefined;
    const serves = components === 'nothing' ? !health.draining : health.ready(components);
    return serves ? 'SERVING' : 'NOT_SERVING';
  }

  function watch(call: WatchCall): void {
    let last: string | undefined;
    const report = () => {
      const current = statusOf(call.request.service) ?? 'SERVICE_UNKNOWN';
      if (current !== last) call.write({ status: current });
      last = current;
    };
    const stop = health.watch(report);
    watches.add(call);
    const forget = () => {
      stop();
      watches.delete(call);
    };
    call.on('cancelled', forget);
    call.on('close', forget);
    report();
  }

  return {
    implementation: {
      Check(call, callback) {
        const current = statusOf(call.request.service);
        if (current === undefined) callback({ code: status.NOT_FOUND, details: 'no such service' });
        else callback(null, { status: current });
      },
      Watch: watch,
    },
    endWatches() {
      for (const call of watches) call.end();
    },
  };
}
