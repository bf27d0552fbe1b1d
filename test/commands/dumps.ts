/** Small OTLP JSON dumps in a temporary folder, for tests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A span of a dump; times in milliseconds after 2023-11-14T22:13:20Z. */
export interface DumpSpan {
  trace: string;
  id: string;
  parent?: string;
  service?: string;
  name?: string;
  start: number;
  end: number;
  error?: string;
  attributes?: Record<string, unknown>[];
  links?: { traceId: string; spanId: string }[];
}

/** A folder of its own for a test file. */
export class Dumps {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'tracectl-test-'));

  /** Writes a file and returns its path. */
  file(name: string, content: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** Writes a dump, one span a line, and returns its path. */
  dump(name: string, spans: readonly DumpSpan[]): string {
    return this.file(name, spans.map((span) => `${JSON.stringify(line(span))}\n`).join(''));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

function line({
  trace,
  id,
  parent = '',
  service = 'shop',
  name = 'GET /',
  start,
  end,
  error,
  attributes = [],
  links = [],
}: DumpSpan): unknown {
  const span = {
    traceId: trace,
    spanId: id,
    parentSpanId: parent,
    name,
    kind: 2,
    startTimeUnixNano: time(start),
    endTimeUnixNano: time(end),
    attributes,
    links,
    status: error === undefined ? {} : { code: 2, message: error },
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'test' }, spans: [span] }] }] };
}

function time(milliseconds: number): string {
  return String(1_700_000_000_000_000_000n + BigInt(milliseconds) * 1_000_000n);
}
