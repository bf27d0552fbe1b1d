/**
 * Annotations of GitHub Actions: lines in the log of a job that mark lines of files.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
import { problems } from './problems.ts';
import type { CheckOutput } from './report.ts';

export const github: CheckOutput = (model) =>
  problems(model)
    .map(({ title, message, evidence, state, place }) => {
      const properties = {
        ...(place === undefined ? {} : { file: place.path, line: place.line, col: place.column }),
        title,
      };
      const text = [message, ...evidence.slice(0, 1).flatMap(({ text, command }) => [`in ${text}`, command])];
      return `::${state === 'broken' ? 'error' : 'warning'} ${propertyList(properties)}::${data(text.join('\n'))}\n`;
    })
    .join('');

function propertyList(properties: Readonly<Record<string, string | number>>): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${data(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`)
    .join(',');
}

/** A command ends with its line. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
