/** How a view draws: where it is printed decides, never the view. */
import { Chalk, type ChalkInstance } from 'chalk';

import { serviceHash } from './text/service-hash.ts';

/** What a view needs to know about the place it prints to. */
export interface Style {
  /** Columns of the terminal; Infinity for a pipe, which gets whole values. */
  width: number;
  /** Colours; draws none where there is no colour. */
  paint: ChalkInstance;
  /** Columns and bars beside the tree: on terminals. */
  columns: boolean;
}

/** 0 no colour, 1 the sixteen of a terminal, 2 256 of them, 3 all. */
export type ColorLevel = 0 | 1 | 2 | 3;

/** A style; a pipe's unless told otherwise. */
export function createStyle(options: { width?: number; color?: ColorLevel; columns?: boolean } = {}): Style {
  const { width = Infinity, color = 0, columns = width !== Infinity } = options;
  return { width, columns, paint: new Chalk({ level: color }) };
}

/** Hues that read on black and on white, none of them red: red is for errors. */
const hues = [33, 35, 37, 63, 66, 72, 97, 99, 104, 130, 133, 136, 139, 142, 165, 172];
const basicHues = ['cyan', 'green', 'yellow', 'blue', 'magenta'] as const;

/** The text in the colour of a service: the same in every trace and every run. */
export function servicePaint({ paint }: Style, service: string): (text: string) => string {
  if (paint.level === 0) return String;
  const hash = serviceHash(service);
  if (paint.level === 1) return paint[basicHues[hash % basicHues.length]];
  return paint.ansi256(hues[hash % hues.length]);
}
