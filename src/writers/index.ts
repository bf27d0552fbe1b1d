/** The formats that traces are written in. To add one: a file here, a line in this list. */
import { chrome } from './chrome.ts';
import { csv } from './csv.ts';
import { folded } from './folded.ts';
import { jaeger } from './jaeger.ts';
import { ndjson } from './ndjson.ts';
import { otlpJson } from './otlp-json.ts';
import { otlpProto } from './otlp-proto.ts';
import type { Target } from './target.ts';
import { zipkin } from './zipkin.ts';

/** All of them, as help lists them. */
export const targets: readonly Target[] = [otlpJson, otlpProto, jaeger, zipkin, chrome, folded, csv, ndjson];
