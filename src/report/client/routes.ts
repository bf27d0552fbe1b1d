/** What the address says is to be seen: the part behind #, which no server hears of. */

/** A place in the report. */
export interface Route {
  /** Block of a trace; 0: the overview. */
  block: number;
  spanId: string;
}

/** The address of a trace, or of a span of it. */
export function traceAddress(block: number, spanId = ''): string {
  return `#trace/${block}${spanId === '' ? '' : `/${encodeURIComponent(spanId.replace(/\p{Cs}/gu, '\ufffd'))}`}`;
}

/** The place that an address means; the overview where it means none. */
export function routeOf(hash: string): Route {
  const [, block = '0', spanId = ''] = /^#trace\/(\d{1,6})(?:\/(.*))?$/s.exec(hash) ?? [];
  return { block: Number(block), spanId: decoded(spanId) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
