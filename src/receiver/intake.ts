/** From the body of one request to lines of OTLP JSON, and into whatever keeps them. */
import { DamagedRecord } from '../bytes/damaged-record.ts';
import { JsonReader } from '../bytes/json-reader.ts';
import { ProtobufReader } from '../bytes/protobuf-reader.ts';
import { fromBytes } from '../bytes/source.ts';
import type { Format } from '../formats/format.ts';
import { ReadReport } from '../model/read-report.ts';
import { SpanStore } from '../model/span-store.ts';
import { SpanWriter } from '../model/span-writer.ts';
import { Losses } from '../writers/losses.ts';
import { otlpJson } from '../writers/otlp-json.ts';

/** The spans of one request, and the lines that hold them; the store is the next request's afterwards. */
export interface Batch {
  store: SpanStore;
  lines: Uint8Array;
}

/** Keeps the spans of a request; when it returns they are safe, and the request is answered. Throws where it can't. */
export type Keep = (batch: Batch) => void;

/** What became of a request that was understood. */
export interface Taken {
  spanCount: number;
  /** Spans without ids or with unreadable times, which are not kept. */
  rejectedCount: number;
  /** The first thing that was wrong with its spans; empty where nothing was. */
  problem: string;
}

/** A body that is not what it says it is. Nothing of it is kept. */
export class MalformedBody extends Error {}

/** What could not be kept just now; worth sending again. */
export class NotKept extends Error {}

/** What was received in all. */
export interface IntakeCounts {
  requests: number;
  spans: number;
  rejectedSpans: number;
  malformedRequests: number;
  /** Requests that were not taken: too large, or more than could be kept. */
  refusedRequests: number;
  /** Requests with what is not kept, by signal: metrics, logs. */
  otherSignals: Map<string, number>;
}

/** Strings of a request that are worth keeping the room for. */
const mostStrings = 1 << 14;

/** Takes the bodies of requests, one after the other. */
export class Intake {
  readonly counts: IntakeCounts = {
    requests: 0,
    spans: 0,
    rejectedSpans: 0,
    malformedRequests: 0,
    refusedRequests: 0,
    otherSignals: new Map<string, number>(),
  };
  /** What Zipkin and Jaeger say that OTLP has no words for. */
  readonly losses: Losses = new Losses();
  /** Told what is not told to the sender alone: that a disk is full. */
  onFailure: (error: unknown) => void = () => {};
  private readonly keep: Keep;
  private isClosed = false;
  /** Reused: a new one costs more than a small request. */
  private store = new SpanStore({ details: true });

  constructor(keep: Keep) {
    this.keep = keep;
  }

  /** Takes a body of a format. Throws MalformedBody and NotKept. */
  take(format: Format, body: Uint8Array): Taken {
    const { counts } = this;
    if (this.isClosed) throw new NotKept('the receiver is ending');
    counts.requests++;
    const { store } = this;
    try {
      const report = this.decode(format, body, store);
      if (store.size > 0) this.keepSafe({ store, lines: this.linesOf(store) });
      counts.spans += store.size;
      counts.rejectedSpans += report.refusedCount;
      const problem = report.damages[0]?.message ?? '';
      return { spanCount: store.size, rejectedCount: report.refusedCount, problem };
    } finally {
      this.release(format);
    }
  }

  /** Forgets the spans of a request, but not the strings that the format has learned the numbers of. */
  private release(format: Format): void {
    const { store } = this;
    if (store.size === 0 || store.strings.size > mostStrings) {
      // Nothing tells what the format has learned; or so much that forgetting it takes longer.
      this.store = new SpanStore({ details: true });
      return;
    }
    store.keepStrings(format.id);
    store.clear();
  }

  /** Keeps nothing more: what is still on its way was not acknowledged. */
  close(): void {
    this.isClosed = true;
  }

  /** Counts a request of a signal that is not kept. */
  skip(signal: string): void {
    const { otherSignals } = this.counts;
    otherSignals.set(signal, (otherSignals.get(signal) ?? 0) + 1);
  }

  private decode(format: Format, body: Uint8Array, store: SpanStore): ReadReport {
    const report = new ReadReport();
    try {
      readBody(format, body, new SpanWriter(store, report, 'the request'));
      return report;
    } catch (error) {
      if (!(error instanceof DamagedRecord)) throw error;
      this.counts.malformedRequests++;
      throw new MalformedBody(`${error.message} (byte ${error.byte})`, { cause: error });
    }
  }

  private linesOf(store: SpanStore): Uint8Array {
    const pieces: (string | Uint8Array)[] = [];
    const encoder = otlpJson.encoder((piece) => pieces.push(piece), this.losses);
    encoder.write(
      store,
      Int32Array.from({ length: store.size }, (_, row) => row),
    );
    encoder.end();
    return Buffer.from(pieces.join(''));
  }

  private keepSafe(batch: Batch): void {
    try {
      this.keep(batch);
    } catch (error) {
      this.counts.refusedRequests++;
      this.onFailure(error);
      throw new NotKept('the spans could not be kept', { cause: error });
    }
  }
}

/** Reads a body, which is one document, to its end. Throws DamagedRecord. */
function readBody(format: Format, body: Uint8Array, spans: SpanWriter): void {
  const source = fromBytes(body, spans.source);
  const { strings } = spans.store;
  if (format.encoding === 'protobuf') {
    format.read(new ProtobufReader(source, strings), spans);
    return;
  }
  const json = new JsonReader(source, strings, format.spell);
  try {
    json.startRecord();
    if (!['object', 'array'].includes(json.peekType())) json.fail('expected an object or a list');
    format.read(json, spans);
    const problem = json.takeProblem();
    if (problem !== undefined) spans.damaged(problem, json);
    if (!json.atEnd()) json.fail('something stands behind the end');
  } finally {
    json.leaveKernel();
  }
}
