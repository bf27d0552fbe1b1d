/** The kinds of backend. To add one: a file here, its name in config/settings.ts, and an entry in this table. */
import type { BackendKind } from '../config/settings.ts';
import type { Backend } from './backend.ts';
import { jaeger } from './jaeger.ts';
import { tempo } from './tempo.ts';
import { zipkin } from './zipkin.ts';

const byKind: Readonly<Record<BackendKind, Backend>> = { jaeger, tempo, zipkin };

export const backends: readonly Backend[] = Object.values(byKind);
