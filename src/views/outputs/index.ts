/** The outputs by name, loaded when asked for. */
import type { Output } from './report.ts';

/** What a person reads: the report draws it itself. */
const text: Output = (report, style) => report.text(style);

const loaders = new Map<string, () => Promise<Output>>([
  ['text', async () => text],
  ['json', async () => (await import('./json.ts')).json],
  ['ndjson', async () => (await import('./ndjson.ts')).ndjson],
  ['csv', async () => (await import('./csv.ts')).csv],
  ['markdown', async () => (await import('./markdown.ts')).markdown],
  ['yaml', async () => (await import('./yaml.ts')).yaml],
]);

/** What `-o` takes. */
export const outputNames: readonly string[] = [...loaders.keys()];

/** Loads an output; text for a name that is none. */
export async function loadOutput(name: string): Promise<Output> {
  return (await loaders.get(name)?.()) ?? text;
}
