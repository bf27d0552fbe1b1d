/** `tracectl context`: backends by name. */
import { Command } from 'commander';

import type { TestStep } from '../backends/test-steps.ts';
import { allConnectionOptions, backendSettings, type ConnectionFlags } from '../cli/backend-options.ts';
import { chooseStyle } from '../cli/choose-style.ts';
import { CommandGroup } from '../cli/command-group.ts';
import type { CommandSpec } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { printMessage } from '../cli/messages.ts';
import { type OutputFlags, outputOptions } from '../cli/options.ts';
import { printReport } from '../cli/print-report.ts';
import { loadTestBackend, type TestBackend } from '../cli/test-backend.ts';
import type { ConfigEdits } from '../config/edit.ts';
import type { BackendSettings } from '../config/settings.ts';
import { ExitCode, UsageError } from '../errors.ts';
import type { TestRow } from '../views/contexts.ts';

/** Flags of `context` and the commands in it. */
export interface ContextFlags extends ConnectionFlags, OutputFlags {
  tokenEnv?: string;
  use?: boolean;
  replace?: boolean;
}

const examples = `
Examples:
  tracectl context add prod https://tempo.example.com --tenant team-a --token-command 'gcloud auth print-identity-token'
  tracectl context add local http://localhost:16686
  tracectl context use prod
  tracectl show 4bf92f3577b34da6
`;

const addExamples = `
A secret that is given is kept in the file as it is; --token-env, --token-file and --token-command keep only where it is.

Examples:
  tracectl context add prod https://tempo.example.com --token-env TEMPO_TOKEN --use
  tracectl context add lab tempo+https://lab.example.com/tempo --cert me.pem --cacert lab-ca.pem
  tracectl context add grafana 'grafana+https://grafana.example.com/?ds=P1234' --token-file ~/.grafana-token
`;

/** The command; the check of a backend is loaded when it is asked for. */
export function contextCommand(loadTest: () => Promise<TestBackend>): CommandSpec<ContextFlags> {
  return {
    declare: () =>
      new CommandGroup('context')
        .summary('named backends: add, list, use, remove, test')
        .description('Gives backends names, and keeps which of them is asked when none is named.')
        .addCommand(declareAdd())
        .addCommand(
          outputOptions(new Command('list').summary('all contexts').description('Lists the contexts.')),
        )
        .addCommand(
          declareOne(
            'use',
            'make one the current one',
            'Makes a context the one that is asked when none is named.',
          ),
        )
        .addCommand(declareOne('remove', 'forget one', 'Removes a context.'))
        .addCommand(declareTest())
        .addHelpText('after', examples),

    async run(context, [action, name, url], flags) {
      if (action === 'list') return listContexts(context, flags);
      if (action === 'test') return testContext(context, name, flags, loadTest);
      if (action === 'add') return addContext(context, name, url, flags);
      return action === 'use' ? useContext(context, name, flags) : removeContext(context, name, flags);
    },
  };
}

export const context: CommandSpec<ContextFlags> = contextCommand(loadTestBackend);

function declareAdd(): Command {
  const command = new Command('add')
    .summary('name a backend')
    .description('Adds a context: a name for a backend and for what it takes to talk to it.')
    .argument('<name>', 'letters, digits, dots, hyphens and underscores')
    .argument('<url>', 'such as http://localhost:16686, tempo+https://…, grafana+https://…/?ds=<uid>')
    .option('--use', 'make it the current one, as the first one is')
    .option('--replace', 'put it in the place of one of that name');
  allConnectionOptions(command).option('--token-env <name>', 'the variable that holds the token');
  return tellingOptions(command).addHelpText('after', addExamples);
}

function declareOne(name: string, summary: string, description: string): Command {
  return tellingOptions(
    new Command(name).summary(summary).description(description).argument('<context>', 'its name'),
  );
}

function declareTest(): Command {
  const command = new Command('test')
    .summary('check one step by step')
    .description(
      'Checks a context step by step: address, connection, TLS, authentication, kind, a first query.',
    )
    .argument('[context]', 'a name or a URL; the current context unless told otherwise');
  return outputOptions(allConnectionOptions(command));
}

/** What is told on standard error. */
function tellingOptions(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .option('-q, --quiet', 'no warnings')
    .option('-v, --verbose', 'say what was written')
    .option('--debug', 'show where an error comes from');
}

async function addContext(context: Context, name: string, url: string, flags: ContextFlags): Promise<number> {
  const { contextEntry } = await import('../cli/context-entry.ts');
  const { contextNamePattern } = await import('../config/document.ts');
  if (!contextNamePattern.test(name)) {
    const hint = name.includes('://') ? 'the name comes first: context add <name> <url>' : nameHint;
    // Of an address in the name's place, nothing is shown.
    throw new UsageError(`${name.includes('://') ? 'a URL' : `'${name}'`} cannot be the name of a context`, {
      hint,
    });
  }
  const entry = contextEntry(context, url, flags);
  let isCurrent = false;
  await changeContexts(context, flags, ({ values, set, use }) => {
    if (values.contexts?.[name] && !flags.replace) {
      throw new UsageError(`there is a context ${name} already`, {
        hint: '--replace puts this one in its place',
      });
    }
    set(name, entry);
    isCurrent = flags.use === true || values.currentContext === undefined || values.currentContext === name;
    if (isCurrent) use(name);
  });
  const { holdsSecret } = await import('../config/file.ts');
  if (holdsSecret(entry) && !flags.quiet) {
    printMessage(
      context,
      `warning: the context holds a secret as it is, in a file that only you can read`,
      '--token-command or --token-env in its place keeps it out of the file; docs/configuration.md has more ways',
    );
  }
  context.write(`context ${name} added${isCurrent ? '; it is the current one' : ''}\n`);
  return ExitCode.ok;
}

const nameHint = 'it is made of letters, digits, dots, hyphens and underscores';

async function useContext(context: Context, name: string, flags: ContextFlags): Promise<number> {
  await mustExist(context, name);
  await changeContexts(context, flags, ({ use }) => use(name));
  context.write(`context ${name} is the current one\n`);
  return ExitCode.ok;
}

async function removeContext(context: Context, name: string, flags: ContextFlags): Promise<number> {
  await mustExist(context, name);
  let wasCurrent = false;
  await changeContexts(context, flags, ({ values, remove, use }) => {
    remove(name);
    wasCurrent = values.currentContext === name;
    if (wasCurrent) use(undefined);
  });
  context.write(`context ${name} removed${wasCurrent ? '; none is the current one now' : ''}\n`);
  return ExitCode.ok;
}

async function mustExist(context: Context, name: string): Promise<void> {
  const { contextNamed, readConfig } = await import('../config/file.ts');
  contextNamed(await readConfig(context), name);
}

async function changeContexts(
  context: Context,
  { verbose }: ContextFlags,
  change: (edits: ConfigEdits) => void,
): Promise<void> {
  const { editConfig } = await import('../config/edit.ts');
  const path = await editConfig(context, change);
  if (verbose) printMessage(context, `wrote ${path}`);
}

async function listContexts(context: Context, flags: ContextFlags): Promise<number> {
  const { readConfig } = await import('../config/file.ts');
  const { contextRow } = await import('../cli/context-entry.ts');
  const { contextsReport } = await import('../views/contexts.ts');
  const config = await readConfig(context);
  const rows = Array.from(config?.contexts ?? [], ([name, entry]) =>
    contextRow(name, entry, name === config?.currentContext),
  );
  if (!flags.quiet) {
    for (const warning of config?.warnings ?? []) printMessage(context, `warning: ${warning}`);
    if (rows.length === 0)
      printMessage(context, 'no contexts', 'tracectl context add <name> <url> makes one');
  }
  if (flags.verbose && config) printMessage(context, `read ${config.path}`);
  await printReport(context, contextsReport(rows), flags);
  return ExitCode.ok;
}

async function testContext(
  context: Context,
  name: string | undefined,
  flags: ContextFlags,
  loadTest: () => Promise<TestBackend>,
): Promise<number> {
  const settings = await backendSettings(context, name === undefined ? flags : { ...flags, backend: name });
  if (settings === undefined) {
    throw new UsageError('no context to test', { hint: 'tracectl context add <name> <url> makes one' });
  }
  const testBackend = await loadTest();
  const { testLines, testReport } = await import('../views/contexts.ts');
  const style = chooseStyle(context, flags);
  const rows: TestRow[] = [];
  for await (const step of testBackend(context, settings, flags)) {
    const row = testRow(step, settings);
    rows.push(row);
    // People watch it; programs want the whole.
    if (flags.output === 'text') context.write(testLines(row, style));
  }
  const url = settings.redact(settings.url);
  const report = testReport({ name: settings.contextName ?? null, url }, rows);
  if (flags.output !== 'text') await printReport(context, report, flags);
  const failed = rows.find(({ ok }) => !ok);
  if (failed === undefined) return ExitCode.ok;
  printMessage(context, `${settings.contextName ?? url} failed at ${failed.step}`);
  return ExitCode.backend;
}

function testRow({ step, ok, detail, hint, durationMs }: TestStep, { redact }: BackendSettings): TestRow {
  return {
    step,
    ok,
    detail: redact(detail),
    hint: hint === undefined ? null : redact(hint),
    durationNano: durationMs === undefined ? null : Math.round(durationMs * 1e6),
  };
}
