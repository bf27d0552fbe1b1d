/** NDJSON: one line for each row of the table, with all fields of the record. */
import { jsonLine } from './json.ts';
import type { Output } from './report.ts';

/** The report's records, one a line. */
export const ndjson: Output = function* ndjson(report) {
  for (const record of report.records()) yield `${jsonLine(record)}\n`;
};
