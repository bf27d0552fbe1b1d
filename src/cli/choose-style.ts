/** The style that flags, environment and terminal ask for. */
import { type ColorLevel, createStyle, type Style } from '../views/style.ts';
import type { Context } from './context.ts';

/** Flags about style. */
export interface StyleFlags {
  color?: 'auto' | 'always' | 'never';
  width?: number;
}

/** Below this, columns cannot be aligned and lines may run over. */
const narrowest = 40;

/** The style of the result on standard output. A given width makes a pipe look like a terminal of that width. */
export function chooseStyle(context: Context, flags: StyleFlags): Style {
  const terminal = context.isTTY ? (terminalWidth(context) ?? 80) : Infinity;
  const width = Math.max(narrowest, flags.width ?? terminal);
  return createStyle({ width, color: colorLevel(context, flags.color ?? 'auto') });
}

/** COLUMNS counts on a terminal only: shells export it to scripts whose output is a file. */
function terminalWidth({ env, columns }: Context): number | undefined {
  const given = Number(env['COLUMNS']);
  return Number.isInteger(given) && given > 0 ? given : columns;
}

/**
 * A flag wins over everything; then NO_COLOR (https://no-color.org), FORCE_COLOR (as Node reads it), CLICOLOR_FORCE and
 * CLICOLOR (https://bixense.com/clicolors); then whether it is a terminal.
 */
export function colorLevel(context: Context, color: 'auto' | 'always' | 'never'): ColorLevel {
  const { env, isTTY } = context;
  if (color === 'never') return 0;
  if (color === 'always') return depth(env);
  if (env['NO_COLOR']) return 0;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forcedLevel(forced, env);
  if (env['CLICOLOR_FORCE'] && env['CLICOLOR_FORCE'] !== '0') return depth(env);
  if (env['CLICOLOR'] === '0' || env['TERM'] === 'dumb' || !isTTY) return 0;
  return depth(env);
}

function forcedLevel(forced: string, env: Context['env']): ColorLevel {
  if (forced === '0' || forced === 'false') return 0;
  if (forced === '1' || forced === '2' || forced === '3') return forced === '1' ? 1 : forced === '2' ? 2 : 3;
  return depth(env);
}

function depth(env: Context['env']): ColorLevel {
  if (/^(truecolor|24bit)$/.test(env['COLORTERM'] ?? '')) return 3;
  return /256/.test(env['TERM'] ?? '') || env['WT_SESSION'] ? 2 : 1;
}
