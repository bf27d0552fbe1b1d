import { checkReport } from '../check.ts';
/** The reports by name. To add one: a file here, an entry in this list. */
import { json } from '../outputs/json.ts';
import { createStyle } from '../style.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import type { CheckOutput } from './report.ts';
import { sarif } from './sarif.ts';

/** Every shape that a run can be written in. */
export const checkOutputs: ReadonlyMap<string, CheckOutput> = new Map<string, CheckOutput>([
  ['text', (model) => Array.from(checkReport(model).text(createStyle())).join('')],
  ['json', (model) => Array.from(json(checkReport(model), createStyle(), [])).join('')],
  ['junit', junit],
  ['sarif', sarif],
  ['github', github],
  ['gitlab', gitlab],
  ['markdown', markdown],
]);
