/** What there is to say about the selected span, in lines that fit. */
import type { TraceAnalysis } from '../../analysis/analyse.ts';
import type { Attributes, AttributeValue } from '../../model/attributes.ts';
import { SpanFlag } from '../../model/kinds.ts';
import type { Span, SpanEvent, SpanLink, TraceRow } from '../../model/trace.ts';
import { errorText } from '../../views/error-text.ts';
import { spanTitle } from '../../views/labels.ts';
import { spanJson } from '../../views/span-json.ts';
import { formatDuration } from '../../views/text/duration.ts';
import { escapeText } from '../../views/text/escape.ts';
import { counted, formatShare } from '../../views/text/numbers.ts';
import { cutMiddle } from '../../views/text/width.ts';
import { broken } from '../../views/text/wrap.ts';
import type { OpenTrace, TimeMode, TraceState } from '../state.ts';
import { formatTime } from './times.ts';

/** How a part of a line is painted. */
export type Tone = 'plain' | 'dim' | 'title' | 'error' | 'link' | 'warning';

/** A line of the details. */
export interface DetailLine {
  /** Escaped, and together as wide as fits. */
  parts: readonly { text: string; tone: Tone }[];
  /** Where Enter leads from here. */
  target?: { traceId: string; spanId: string };
}

/** Of longer texts only so much is shown: they are wrapped each time. */
const mostText = 20_000;

/** Before each line: whether it is selected. */
export const detailGutter = 2;

/** The details of the line that is selected, for `width` columns with the gutter. Made once for a selection. */
export function detailLines(trace: TraceState, times: TimeMode, width: number): readonly DetailLine[] {
  const entry = trace.rows.entry[trace.cursor];
  const key = `${entry} ${times} ${width}`;
  const known = latest.get(trace.open);
  if (known?.key === key) return known.lines;
  const lines = new DetailWriter(trace.open, times, Math.max(8, width - detailGutter));
  if (entry < 0) lines.group(trace.outline.members[~entry]);
  else if (entry !== undefined) lines.span(entry);
  latest.set(trace.open, { key, lines: lines.lines });
  return lines.lines;
}

/** The details asked for last, by trace. */
const latest = new WeakMap<OpenTrace, { key: string; lines: readonly DetailLine[] }>();

class DetailWriter {
  readonly lines: DetailLine[] = [];
  private readonly open: OpenTrace;
  private readonly model: TraceAnalysis;
  private readonly times: TimeMode;
  private readonly width: number;

  constructor(open: OpenTrace, times: TimeMode, width: number) {
    this.open = open;
    this.model = open.analysis;
    this.times = times;
    this.width = width;
  }

  /** Several spans alike. */
  group(members: readonly TraceRow[]): void {
    const { trace } = this.model;
    const lengths = members.map((row) => trace.duration(row)).sort((a, b) => a - b);
    const failed = members.filter((row) => trace.flags[row] & SpanFlag.error).length;
    this.text(spanTitle(trace, members[0]), 'title');
    this.text(`${counted(members.length, 'span')} alike; l unfolds them`);
    this.blank();
    this.field('shortest', formatDuration(lengths[0]));
    this.field('median', formatDuration(lengths[Math.ceil(lengths.length / 2) - 1]));
    this.field('longest', formatDuration(lengths[lengths.length - 1]));
    if (failed > 0) this.field('failed', String(failed), 'error');
  }

  /** One span. */
  span(row: TraceRow): void {
    const { trace } = this.model;
    if (trace.isPlaceholder(row)) return this.placeholder(row);
    const span = trace.span(row);
    this.text(spanTitle(trace, row), 'title');
    if (trace.flags[row] & SpanFlag.error)
      this.text(`! ${escapeText(errorText(trace, row)) || 'failed'}`, 'error');
    this.figures(row);
    this.identity(span, row);
    this.findings(span);
    this.events(span.events);
    this.attributes('attributes', span.attributes);
    this.links(span.links);
    this.attributes('resource', span.resource);
    this.attributes('scope', span.scope);
    this.json(row);
  }

  private placeholder(row: TraceRow): void {
    const { trace, missing } = this.model;
    this.text(`? missing span ${escapeText(trace.spanId(row))}`, 'title');
    const sentence = missing.get(row)?.sentence;
    this.text(sentence === undefined ? 'the trace has its children, not the span' : escapeText(sentence));
  }

  private figures(row: TraceRow): void {
    const { trace, self, onPath, summary } = this.model;
    const total = trace.duration(row);
    const share =
      summary.durationNano > 0 ? ` (${formatShare(total / summary.durationNano)} of the trace)` : '';
    const onIt = onPath[row];
    const path = this.model.path.segments.length > 0 ? (onIt > 0 ? formatDuration(onIt) : 'none') : '';
    this.field('total', trace.flags[row] & SpanFlag.noEnd ? 'unfinished' : formatDuration(total) + share);
    this.field('self', formatDuration(self[row]));
    if (path !== '') {
      const part = onIt > 0 ? ` (${formatShare(onIt / summary.durationNano)})` : '';
      this.field('critical', path + part);
    }
    if (trace.timed[row]) this.field('start', formatTime(trace, trace.start[row], this.times));
    if (trace.adjustedStart[row] !== trace.start[row]) {
      const offset = formatDuration(trace.adjustedStart[row] - trace.start[row]);
      this.field('clock', `corrected by ${offset}`);
    }
  }

  private identity({ spanId, parentSpanId, kind, statusCode, statusMessage }: Span, row: TraceRow): void {
    const { trace } = this.model;
    this.field('kind', kind);
    this.field('status', statusMessage === '' ? statusCode : `${statusCode}: ${statusMessage}`);
    this.field('span', spanId);
    if (parentSpanId === undefined) return;
    const isThere = trace.parent[row] >= 0;
    const target = { traceId: trace.traceId, spanId: trace.spanId(trace.parent[row]) };
    if (isThere) this.pointer('parent', parentSpanId, target);
    else this.field('parent', parentSpanId);
  }

  private findings({ spanId }: Span): void {
    const findings = this.open.findings.get(spanId) ?? [];
    if (findings.length === 0) return;
    this.heading('findings');
    for (const { severity, message } of findings) {
      this.text(escapeText(message), severity === 'info' ? 'plain' : 'warning', '  ');
    }
  }

  private events(events: readonly SpanEvent[]): void {
    if (events.length === 0) return;
    const { trace } = this.model;
    const start = trace.startUnixNano(0) - BigInt(trace.start[0]);
    this.heading(counted(events.length, 'event'));
    for (const { name, timeUnixNano, attributes } of events) {
      const at = formatTime(trace, Number(timeUnixNano - start), this.times);
      const isException = name === 'exception' || attributes.has('exception.type');
      this.text(`${at}  ${escapeText(name) || '(no name)'}`, isException ? 'error' : 'plain', '  ');
      for (const [key, value] of attributes) this.attribute(key, value, '    ');
    }
  }

  private links(links: readonly SpanLink[]): void {
    if (links.length === 0) return;
    this.heading(counted(links.length, 'link'));
    const { traceId: here } = this.model.trace;
    for (const { traceId, spanId, attributes } of links) {
      const where = traceId === here ? spanId : `${traceId}/${spanId}`;
      this.pointer('>', where, { traceId, spanId });
      for (const [key, value] of attributes) this.attribute(key, value, '    ');
    }
  }

  private attributes(title: string, attributes: Attributes): void {
    if (attributes.size === 0) return;
    this.heading(title);
    for (const [key, value] of attributes) this.attribute(key, value, '  ');
  }

  private attribute(key: string, value: AttributeValue, indent: string): void {
    const lines = valueText(value).split(/\r?\n/);
    const name = escapeText(key);
    if (lines.length === 1) return this.text(escapeText(lines[0]), 'plain', indent, `${name}  `);
    this.text(name, 'dim', indent);
    for (const line of lines) this.text(escapeText(line), 'plain', `${indent}  `);
  }

  private json(row: TraceRow): void {
    this.heading('as JSON');
    const text = JSON.stringify(spanJson(this.model, row), null, 2);
    for (const line of cut(text).split('\n')) this.text(escapeText(line), 'dim', '  ');
  }

  private heading(title: string): void {
    this.blank();
    this.text(title, 'title');
  }

  private blank(): void {
    this.lines.push({ parts: [] });
  }

  private field(name: string, value: string, tone: Tone = 'plain'): void {
    this.text(escapeText(value), tone, '', name.padEnd(10));
  }

  private pointer(name: string, value: string, target: { traceId: string; spanId: string }): void {
    const text = cutMiddle(escapeText(value), this.width - 10);
    this.lines.push({
      parts: [
        { text: name.padEnd(10), tone: 'dim' },
        { text, tone: 'link' },
      ],
      target,
    });
  }

  /** Escaped text, wrapped; its first line behind a name. */
  private text(text: string, tone: Tone = 'plain', indent = '', name = ''): void {
    const [first, ...more] = broken(indent + name + text, this.width, `${indent}  `);
    const lead = indent + name;
    const isWhole = lead !== '' && first.startsWith(lead);
    this.lines.push({
      parts: isWhole
        ? [
            { text: lead, tone: 'dim' },
            { text: first.slice(lead.length), tone },
          ]
        : [{ text: first, tone }],
    });
    for (const line of more) this.lines.push({ parts: [{ text: line, tone }] });
  }
}

function valueText(value: AttributeValue): string {
  if (typeof value === 'string') return cut(value);
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array)
    return `${counted(value.length, 'byte')}: ${cut(Buffer.from(value).toString('hex'))}`;
  return cut(JSON.stringify(value) ?? '');
}

function cut(text: string): string {
  if (text.length <= mostText) return text;
  return `${text.slice(0, mostText)}… (${counted(text.length - mostText, 'character')} more; y copies all)`;
}
