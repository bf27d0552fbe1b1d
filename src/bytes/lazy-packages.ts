/**
 * Packages that few runs need, loaded when they are: loading them all takes a tenth of the time of a small `show`. By
 * `require`, because reading is synchronous and `import()` is not.
 */
import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/* oxlint-disable typescript/no-unsafe-type-assertion -- `require` knows no types */

export function fzstd(): typeof import('fzstd') {
  return load('fzstd') as typeof import('fzstd');
}

export function minizlib(): typeof import('minizlib') {
  return load('minizlib') as typeof import('minizlib');
}

export function tinyglobby(): typeof import('tinyglobby') {
  return load('tinyglobby') as typeof import('tinyglobby');
}
