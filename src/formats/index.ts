/** The formats that are read. To add one: a file here, a line in this list, fixtures; the conformance suite does the rest. */
import type { Format } from './format.ts';
import { jaeger } from './jaeger.ts';
import { otlpJson } from './otlp-json.ts';
import { otlpProto } from './otlp-proto.ts';
import { zipkinProto } from './zipkin-proto.ts';
import { zipkinV1 } from './zipkin-v1.ts';
import { zipkin } from './zipkin.ts';

/** All formats; detection asks them in this order. */
export const formats: readonly Format[] = [otlpJson, otlpProto, jaeger, zipkin, zipkinV1, zipkinProto];
