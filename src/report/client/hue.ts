/** The colours of services: told apart as far as there are enough. */
import { distinctColors, serviceHash } from '../../views/text/service-hash.ts';

const firstHue = 70;
const lastHue = 340;
/** Nearer hues are taken for one. Reds are left out: red is for errors. */
const hueCount = 14;
/** Neighbours in the order of colours are far apart: a step of 5 visits all of 14. */
const stride = 5;

let given = new Map<string, number>();

/** Gives the services of a report their hues; others are given those of their hashes. */
export function giveHues(services: Iterable<string>): void {
  given = distinctColors(services, hueCount);
}

/** The hue in degrees. */
export function serviceHue(service: string): number {
  const color = given.get(service) ?? serviceHash(service) % hueCount;
  return Math.round(firstHue + (((color * stride) % hueCount) * (lastHue - firstHue)) / (hueCount - 1));
}
