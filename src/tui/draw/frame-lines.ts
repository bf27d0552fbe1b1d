/** The lines around list and tree: titles above; path, questions and messages below. */
import { spanTitle } from '../../views/labels.ts';
import { formatDuration } from '../../views/text/duration.ts';
import { closedText, escapeText } from '../../views/text/escape.ts';
import { formatInstant } from '../../views/text/instant.ts';
import { counted, formatCount } from '../../views/text/numbers.ts';
import { cutEnd, cutMiddle, displayWidth, padEnd } from '../../views/text/width.ts';
import { isTraceQl } from '../list-update.ts';
import { type Look, signsOf, styleOf } from '../look.ts';
import type { Prompt, PromptPurpose } from '../prompt.ts';
import type { ListState, State, TraceState } from '../state.ts';
import { rowAt } from '../trace-update.ts';
import { inLocalTime } from './times.ts';

/** How many traces there are, and of what. */
export function listTitle({ list, size, follows }: State, name: string, look: Look): string {
  const { rows, all, hasMore } = list;
  const some = rows.length === all.length ? '' : `${formatCount(rows.length)} of `;
  const parts = [
    `${some}${counted(all.length, 'trace')}${hasMore ? ' and more' : ''}`,
    `by ${list.sort}`,
    follows ? 'following' : '',
    escapeText(name),
  ];
  return bold(spaced(parts), size.columns, look);
}

/** The query, or that there is none. */
export function queryLine({ list, size, prompt }: State, look: Look): string {
  const { paint } = styleOf(look, size.columns);
  if (prompt?.purpose === 'filter') return promptLine(prompt, size.columns, look);
  if (list.query === '') return paint.dim(cutEnd('/ filters: text, or TraceQL in { }', size.columns));
  return cutEnd(`filter: ${escapeText(list.query)}`, size.columns);
}

/** Columns that a name has at least, before figures beside it go. */
const leastName = 30;

/** What trace this is. */
export function traceTitle({ size, times }: State, { open }: TraceState, look: Look): string {
  const { summary } = open.analysis;
  const instant = times === 'local' ? inLocalTime(summary.startTimeUnixNano) : summary.startTimeUnixNano;
  const name = escapeText(summary.rootName) || '(no name)';
  const parts = [
    summary.rootService === '' ? '' : `[${escapeText(summary.rootService)}]`,
    formatDuration(summary.pieces > 1 ? summary.extentNano : summary.durationNano),
    counted(summary.spanCount, 'span'),
    summary.errorCount > 0 ? counted(summary.errorCount, 'error') : '',
    counted(summary.serviceCount, 'service'),
    formatInstant(instant),
  ];
  // What comes last goes first where there is no room.
  const least = Math.min(leastName, displayWidth(name));
  while (parts.length > 2 && least + 2 + displayWidth(spaced(parts)) > size.columns) parts.pop();
  const rest = spaced(parts);
  const room = Math.max(least, size.columns - displayWidth(rest) - 2);
  return bold(`${cutMiddle(name, room)}  ${rest}`, size.columns, look);
}

/** The spans above the selected one, and it, the nearest whole. */
export function pathLine(trace: TraceState, columns: number, look: Look): string {
  const spans = trace.open.analysis.trace;
  const { step } = signsOf(look);
  const { paint } = styleOf(look, columns);
  if (trace.rows.count === 0) return '';
  let text = '';
  for (let row = rowAt(trace); row >= 0; row = spans.parent[row]) {
    const title = spans.isPlaceholder(row) ? '?' : escapeText(spans.nameText(row)) || spanTitle(spans, row);
    const longer = text === '' ? title : `${title}${step}${text}`;
    if (displayWidth(longer) > columns - 2) {
      text = text === '' ? cutMiddle(title, columns) : `…${step.trimEnd()} ${text}`;
      break;
    }
    text = longer;
  }
  return paint.cyan(closedText(cutEnd(text, columns)));
}

/** A line that is typed, a question, a message, or what the most needed keys are. */
export function bottomLine(state: State, look: Look): string {
  const { size, prompt, choice, message, busy, place, list } = state;
  const { paint } = styleOf(look, size.columns);
  if (prompt && prompt.purpose !== 'filter') return promptLine(prompt, size.columns, look);
  if (choice) {
    const options = choice.options.map(({ key, label }) => `${key} ${label}`);
    return paint.yellow(cutEnd(`${choice.question}: ${options.join(', ')}`, size.columns));
  }
  if (busy !== '') return paint.dim(cutEnd(`${busy}…`, size.columns));
  if (message !== '') return paint.yellow(cutEnd(escapeText(message), size.columns));
  if (place === 'list' && list.problem !== '')
    return paint.yellow(cutEnd(escapeText(list.problem), size.columns));
  return paint.dim(cutEnd(hints(state), size.columns));
}

function hints({ place, list, trace }: State): string {
  if (place === 'list') return problemHint(list);
  if (trace?.pane === 'details') return 'j k move  Enter follows a link  Esc back to the tree  ? all keys';
  return '? all keys  / search  e next error  c critical path  h l fold  Enter details  Esc list';
}

function problemHint({ rows }: ListState): string {
  return rows.length > 0
    ? '? all keys  Enter opens  / filter  s sort  e next with errors  q quit'
    : '/ filter  r read again  q quit';
}

const questions: Readonly<Record<PromptPurpose, string>> = {
  filter: 'filter: ',
  search: '/',
  write: 'write to: ',
};

/** The line being typed, its cursor drawn; of a long one what is around the cursor. */
function promptLine({ purpose, text, cursor }: Prompt, columns: number, look: Look): string {
  const { paint } = styleOf(look, columns);
  const question = questions[purpose];
  const room = Math.max(4, columns - question.length - 1);
  const before = endOf(escapeText(text.slice(0, cursor)), room - 1);
  const [under = ' '] = text.slice(cursor);
  const after = escapeText(text.slice(cursor + under.length));
  const shown =
    look.color === 0
      ? `${before}_${under === ' ' ? '' : escapeText(under)}`
      : before + paint.inverse(escapeText(under));
  const left = columns - question.length - displayWidth(before) - 1 - displayWidth(under);
  const query = isTraceQl(text) ? paint.cyan : String;
  return paint.bold(question) + query(shown) + cutEnd(after, Math.max(0, left));
}

/** The end of a text in so many columns. */
function endOf(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 0 && displayWidth(characters.join('')) > width - 1) {
    characters.splice(0, Math.max(1, Math.floor((characters.length - width) / 2)));
  }
  return `…${characters.join('')}`;
}

function bold(text: string, columns: number, look: Look): string {
  return styleOf(look, columns).paint.bold(padEnd(cutEnd(text, columns), columns));
}

function spaced(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('  ');
}
