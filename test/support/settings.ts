/** Settings of a backend as a test needs them. */
import { redactor } from '../../src/config/redact.ts';
import { Secret } from '../../src/config/secret.ts';
import type { BackendSettings } from '../../src/config/settings.ts';

/** Settings for an address; retries are quick to give up, so that a test of a failure does not wait. */
export function settingsFor(url: string, changes: Partial<BackendSettings> = {}): BackendSettings {
  return {
    url,
    kind: undefined,
    contextName: undefined,
    headers: [],
    tenant: undefined,
    tls: { insecure: false },
    timeoutMs: 2000,
    retries: 0,
    maxBytes: 1e6,
    proxy: undefined,
    redact: redactor([]),
    ...changes,
  };
}

/** Settings with a bearer token. */
export function settingsWithToken(url: string, token: string): BackendSettings {
  const value = new Secret(`Bearer ${token}`);
  return settingsFor(url, { headers: [{ name: 'Authorization', value }], redact: redactor([token]) });
}
