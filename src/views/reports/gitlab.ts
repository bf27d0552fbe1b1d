/**
 * GitLab's code quality report, which a merge request shows beside its changes.
 * https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
import { pretty } from './pretty.ts';
import { problems } from './problems.ts';
import type { CheckOutput } from './report.ts';

export const gitlab: CheckOutput = (model) =>
  pretty(
    problems(model).map(({ kind, title, message, evidence, state, place }) => ({
      description: [`${title}: ${message}`, ...evidence.slice(0, 1).map(({ command }) => command)].join('; '),
      check_name: `tracectl/${kind}`,
      fingerprint: title,
      severity: state === 'broken' ? 'major' : 'info',
      location: { path: place?.path ?? model.sourceName, lines: { begin: place?.line ?? 1 } },
    })),
  );
