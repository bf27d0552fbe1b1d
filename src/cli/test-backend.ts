/** Checks a backend step by step, and tells what a command tells of one. */
import type { TestStep } from '../backends/test-steps.ts';
import type { BackendSettings } from '../config/settings.ts';
import type { Context } from './context.ts';
import { printMessage } from './messages.ts';
import type { OutputFlags } from './options.ts';

/** A check of a backend; ends behind the first step that fails. */
export type TestBackend = (
  context: Context,
  settings: BackendSettings,
  flags: Pick<OutputFlags, 'quiet' | 'verbose'>,
) => AsyncIterable<TestStep>;

function silent(): void {}

/** Loads the check. */
export async function loadTestBackend(): Promise<TestBackend> {
  const { testBackend } = await import('../backends/test-steps.ts');
  return (context, settings, { quiet, verbose }) => {
    const tell = (message: string): void => printMessage(context, settings.redact(message));
    const events = { warn: quiet ? silent : tell, explain: verbose ? tell : silent };
    return testBackend(settings, { env: context.env, transport: context.transport, events });
  };
}
