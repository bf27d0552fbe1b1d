/** What a receiver says about itself: where it listens, what it risks, and what came in the end. */
import { counted, formatCount } from './text/numbers.ts';

/** Where spans are received. */
export interface ListeningPlace {
  host: string;
  /** What is listened for, and on which port. */
  ports: readonly { title: string; port: number }[];
  /** The folder that spans are kept in. */
  folder: string;
  /** Bytes that it may take. */
  mostBytes: number;
}

/** What was received. */
export interface ReceivedCounts {
  spans: number;
  rejectedSpans: number;
  malformedRequests: number;
  refusedRequests: number;
  otherSignals: ReadonlyMap<string, number>;
}

/** What is said at the start; the first line goes behind the name of the program. */
export function listeningText({ host, ports, folder, mostBytes }: ListeningPlace): string {
  const places = ports.map(({ title, port }) => `  ${title.padEnd(16)} ${host}:${port}`);
  const mega = formatCount(Math.round(mostBytes / 2 ** 20));
  return ['listening; Ctrl-C ends it', ...places, `  spans are kept in ${folder}, at most ${mega} MiB`].join(
    '\n',
  );
}

/** What was received, in one sentence: `1,204 spans received; 2 spans rejected`. */
export function receivedText(counts: ReceivedCounts): string {
  const parts = [`${counted(counts.spans, 'span')} received`];
  if (counts.rejectedSpans > 0) parts.push(`${counted(counts.rejectedSpans, 'span')} without ids or times`);
  if (counts.malformedRequests > 0) {
    parts.push(`${counted(counts.malformedRequests, 'request')} could not be read`);
  }
  if (counts.refusedRequests > 0) parts.push(`${counted(counts.refusedRequests, 'request')} turned away`);
  for (const [signal, requests] of counts.otherSignals) {
    parts.push(`${counted(requests, 'request')} with ${signal} left out`);
  }
  return parts.join('; ');
}
