/** The kinds of backend. To add one: a file here, a line in this list. */
import type { Backend } from './backend.ts';
import { jaeger } from './jaeger.ts';
import { tempo } from './tempo.ts';
import { zipkin } from './zipkin.ts';

export const backends: readonly Backend[] = [jaeger, tempo, zipkin];

/** Names of the kinds, as `--backend-kind` takes them. */
export const backendKinds: readonly string[] = backends.map(({ id }) => id);
