/** A trace in one line of plain text, where there is no room for a header. */
import type { TraceSummary } from '../analysis/summary.ts';
import { formatDuration } from './text/duration.ts';
import { escapeText } from './text/escape.ts';
import { formatInstant } from './text/instant.ts';
import { counted } from './text/numbers.ts';

/** Service, length, counts, start and id; escaped for a screen. */
export function summaryLine(summary: TraceSummary): string {
  const { rootService, durationNano, spanCount, serviceCount, errorCount, traceId } = summary;
  return [
    escapeText(rootService),
    formatDuration(durationNano),
    counted(spanCount, 'span'),
    counted(serviceCount, 'service'),
    errorCount > 0 ? counted(errorCount, 'error') : '',
    `${formatInstant(summary.startTimeUnixNano)} UTC`,
    `trace ${escapeText(traceId)}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
