/** Sampling decisions in words. */
import type { Sampled } from './header-format.ts';

/** The decision in words. */
export function sampledText(sampled: Sampled): string {
  if (sampled === 'debug') return 'debug: keep, whatever samplers say';
  if (sampled === 'deferred') return 'whoever receives this decides';
  return sampled === undefined ? 'unreadable' : sampled ? 'sampled' : 'not sampled';
}

/** Whether spans are kept for sure: formats with one bit have no other way to say it. */
export function isKept(sampled: Sampled): boolean {
  return sampled === true || sampled === 'debug';
}

/** A moment in Unix seconds, in UTC. */
export function utcOf(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
