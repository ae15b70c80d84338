/** The server's TLS credentials, following `TlsFiles`. */
import { experimental, ServerCredentials } from '@grpc/grpc-js';
import type { TlsFiles } from '../tls-files.ts';

type CaListener = Parameters<experimental.CertificateProvider['addCaCertificateListener']>[0];
type IdentityListener = Parameters<experimental.CertificateProvider['addIdentityCertificateListener']>[0];

/** Without files the server speaks plain text. */
export function serverCredentials(files: TlsFiles | undefined): ServerCredentials {
  if (files === undefined) return ServerCredentials.createInsecure();
  const provider = certificateProvider(files);
  const mutual = files.material.clientCa !== undefined;
  // The declared parameter names are the wrong way round: the first is the server's own certificate.
  const create = experimental.createCertificateProviderServerCredentials;
  return create(provider, mutual ? provider : null, mutual);
}

/** grpc-js's own watching provider stops serving when a file is missing for a moment; this one never hands out anything unusable. */
function certificateProvider(files: TlsFiles): experimental.CertificateProvider {
  const identityListeners = new Set<IdentityListener>();
  const caListeners = new Set<CaListener>();
  const tellIdentity = (listener: IdentityListener) => {
    listener({ certificate: files.material.cert, privateKey: files.material.key });
  };
  const tellCa = (listener: CaListener) => {
    const { clientCa } = files.material;
    if (clientCa !== undefined) listener({ caCertificate: clientCa });
  };
  files.onChange(() => {
    for (const listener of caListeners) tellCa(listener);
    for (const listener of identityListeners) tellIdentity(listener);
  });
  return {
    addCaCertificateListener(listener) {
      caListeners.add(listener);
      // Not at once: the credentials tell the server only after they have finished subscribing.
      process.nextTick(tellCa, listener);
    },
    removeCaCertificateListener: (listener) => void caListeners.delete(listener),
    addIdentityCertificateListener(listener) {
      identityListeners.add(listener);
      process.nextTick(tellIdentity, listener);
    },
    removeIdentityCertificateListener: (listener) => void identityListeners.delete(listener),
  };
}
