/**
 * The file format of https://www.speedscope.app, a viewer of flame charts.
 * https://www.speedscope.app/file-format-schema.json
 *
 *   frames     service and name, each once
 *   profiles   `evented`: frames open and close (O, C) at nanoseconds that never go back
 */
import type { FlameFrame, FlameStep } from '../flame.ts';
import { titleOf } from '../labels.ts';
import { jsonLine } from './json.ts';

/** A flame chart of its own. */
export interface SpeedscopeProfile {
  /** As the viewer's list of profiles shows it. */
  name: string;
  steps: Iterable<FlameStep>;
}

/** The file, one event a line. Holds the distinct frames and those that are open. */
export function* speedscope(profiles: Iterable<SpeedscopeProfile>): Generator<string> {
  const frames = new FrameNumbers();
  yield '{\n"$schema":"https://www.speedscope.app/file-format-schema.json",\n"exporter":"tracectl",\n"profiles":[';
  let before = '\n';
  for (const profile of profiles) {
    yield before;
    yield* profileChunks(profile, frames);
    before = ',\n';
  }
  yield `\n],\n"shared":{"frames":[\n${frames.titles.map((name) => jsonLine({ name })).join(',\n')}\n]}\n}\n`;
}

function* profileChunks({ name, steps }: SpeedscopeProfile, frames: FrameNumbers): Generator<string> {
  yield `{"type":"evented","name":${jsonLine(name)},"unit":"nanoseconds","startValue":0,"events":[`;
  const open: number[] = [];
  let at = 0n;
  let before = '\n';
  const event = (type: 'O' | 'C', frame: number): string => {
    const text = `${before}{"type":"${type}","frame":${frame},"at":${at}}`;
    before = ',\n';
    return text;
  };
  for (const { depth, frame, nanos } of steps) {
    const kept = frame === undefined ? depth + 1 : depth;
    while (open.length > kept) yield event('C', open.pop() ?? 0);
    if (frame !== undefined) {
      open.push(frames.of(frame));
      yield event('O', open[depth]);
    }
    at += nanos;
  }
  while (open.length > 0) yield event('C', open.pop() ?? 0);
  yield `\n],"endValue":${at}}`;
}

/** Frames, numbered in order of first sight. */
class FrameNumbers {
  readonly titles: string[] = [];
  private readonly numbers = new Map<string, Map<string, number>>();

  of({ service, name }: FlameFrame): number {
    const names = this.numbers.get(service) ?? new Map<string, number>();
    if (names.size === 0) this.numbers.set(service, names);
    const known = names.get(name);
    if (known !== undefined) return known;
    names.set(name, this.titles.length);
    return this.titles.push(titleOf(service, name)) - 1;
  }
}
