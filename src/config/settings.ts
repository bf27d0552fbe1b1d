/** What a backend has to know of where it is and how to talk to it. */
import type { Secret } from './secret.ts';

/** The kinds of backend, as `--backend-kind` takes them: here, since that is declared without loading any backend's code. */
export const backendKinds = ['jaeger', 'tempo', 'zipkin'] as const;

/** One of the kinds of backend. */
export type BackendKind = (typeof backendKinds)[number];

/** A backend to talk to: flags, environment and context taken together. */
export interface BackendSettings {
  /** As the user wrote it, without credentials; its scheme may say a kind: `jaeger+https://`, `grafana+https://host/?ds=uid`. */
  url: string;
  /** Stated by `--backend-kind` or the context, or remembered from a probe. */
  kind: string | undefined;
  /** The context that the address is from. */
  contextName: string | undefined;
  /** Valid for HTTP as they are; `Authorization` is among them, the header of the tenant is not. */
  headers: readonly SecretHeader[];
  tenant: string | undefined;
  tls: TlsSettings;
  /** Milliseconds that a request may take; at least 1, at most what a timer can wait. */
  timeoutMs: number;
  /** How often a request is sent again. */
  retries: number;
  /** Bytes that an answer may have; Infinity where there is no limit. */
  maxBytes: number;
  /** Address of a proxy; undefined leaves it to HTTP_PROXY, HTTPS_PROXY and NO_PROXY. It may hold credentials. */
  proxy: string | undefined;
  /** The text without any secret of these settings. To be called before a text is cut: half a secret is not found. */
  redact: (text: string) => string;
}

/** A header of a request. */
export interface SecretHeader {
  name: string;
  value: Secret;
}

/** Absolute paths of PEM files. */
export interface TlsSettings {
  cert?: string;
  key?: string;
  cacert?: string;
  /** Certificates are not checked. */
  insecure: boolean;
}
