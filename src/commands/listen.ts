/** `tracectl listen`: a receiver on this machine, with a store of its own. */
import { Command, Option } from 'commander';

import { size } from '../cli/backend-options.ts';
import type { CommandSpec } from '../cli/command.ts';
import type { Context, EndSignal } from '../cli/context.ts';
import { printMessage } from '../cli/messages.ts';
import { analysisOptions, outputOptions } from '../cli/options.ts';
import { duration } from '../cli/parsers.ts';
import {
  defaultMostBytes,
  failureTeller,
  openStore,
  type OpenStore,
  type PortChoice,
  portChoice,
  printKeptLosses,
} from '../cli/receiving.ts';
import { TracectlError, UsageError } from '../errors.ts';
import { defaultStoreSize } from '../local-store/segment-writer.ts';
import { signalExitCode } from '../receiver/child.ts';
import { LiveTraces } from '../receiver/live-traces.ts';
import { type PortName, portTitles, type Receiver, startReceiver } from '../receiver/receiver.ts';
import { listeningText, receivedText } from '../views/listening.ts';
import { type TellFlags, TraceTeller } from './listen-traces.ts';
import { treeOptions } from './show.ts';

/** Flags of `listen`. */
export interface ListenFlags extends TellFlags {
  host?: string;
  grpcPort: PortChoice;
  httpPort: PortChoice;
  zipkinPort?: PortChoice;
  jaegerPort?: PortChoice;
  store?: string;
  storeSize: number;
  maxBody: number;
  /** Nanoseconds. */
  settle: number;
}

const notes = `
Spans are written to the local store before they are acknowledged; show, list, stats and all other commands read it where
no source is named. A trace is told once nothing of it has come for a while (--settle), and again if more comes later.
The OTLP ports understand both protocols. Zipkin's and Jaeger's are left out where something else has them.

Ends with Ctrl-C or SIGTERM, exit code 130 or 143, when everything that was acknowledged is written.

Examples:
  tracectl listen
  tracectl listen --show --only-errors
  OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 npm start
  tracectl list --errors
  tracectl listen --grpc-port 14317 --http-port 14318 --zipkin-port off --jaeger-port off
  tracectl listen -o ndjson | jq 'select(.durationNano > 1e9) | .traceId'
`;

export const listen: CommandSpec<ListenFlags> = {
  declare() {
    const command = new Command('listen')
      .summary('receive traces on this machine, and keep them')
      .description(
        'Receives spans (OTLP, Zipkin, Jaeger), keeps them in the local store, and tells each trace.',
      )
      .optionsGroup('Receiver:')
      .option('--host <address>', 'address to listen on; this machine only, if not given')
      .option('--grpc-port <port>', 'OTLP over gRPC; 0 for a free port, off for none', portChoice, 4317)
      .option('--http-port <port>', 'OTLP over HTTP, in JSON and protobuf', portChoice, 4318)
      .option('--zipkin-port <port>', 'Zipkin v2: 9411 if it is free', portChoice)
      .option('--jaeger-port <port>', 'Jaeger’s Thrift over HTTP: 14268 if it is free', portChoice)
      .addOption(
        new Option('--max-body <size>', 'largest request').argParser(size).default(defaultMostBytes, '20MiB'),
      )
      .option('--store <folder>', 'where to keep spans, instead of the local store')
      .addOption(
        new Option('--store-size <size>', 'what it may take; the oldest spans go then')
          .argParser(size)
          .default(defaultStoreSize, '256MiB'),
      )
      .addOption(
        new Option('--settle <duration>', 'a trace is finished when nothing came for so long')
          .argParser(duration)
          .default(6e9, '6s'),
      )
      .option('--show', 'print the tree of each trace instead of a line');
    outputOptions(analysisOptions(treeOptions(command)));
    return command.addHelpText('after', notes);
  },

  async run(context, args, flags) {
    if (args.length > 0) throw new UsageError(`listen takes no argument: ${args[0]}`);
    if (!['text', 'ndjson'].includes(flags.output)) {
      throw new UsageError(`-o ${flags.output} is known only at the end, and listen has none`, {
        hint: '-o ndjson prints a line for each trace',
      });
    }
    const store = await openStore(context, flags.store, flags.storeSize);
    const live = new LiveTraces(flags.settle / 1e6);
    const receiver = await start(context, flags, store, live);
    const teller = new TraceTeller(context, flags, store);
    try {
      if (!flags.quiet) tellPlace(context, flags, store, receiver);
      const signal = await untilSignal(context, () => teller.print(live.take(nowOf(context))));
      await receiver.close();
      await teller.print(live.take(nowOf(context), true));
      return signalExitCode(signal);
    } finally {
      await receiver.close();
      store.writer.close();
      if (!flags.quiet) printMessage(context, receivedText(receiver.counts));
      if (flags.verbose) printKeptLosses(context, receiver.intake.losses);
    }
  },
};

/** This machine, by both of its addresses: `localhost` may mean either. */
const loopback = ['127.0.0.1', '::1'];

/** Where these are listened for if nobody says, and if nobody else does. */
const usualPorts = { zipkin: 9411, jaeger: 14268 } as const;

function start(context: Context, flags: ListenFlags, store: OpenStore, live: LiveTraces): Promise<Receiver> {
  const given = {
    grpc: flags.grpcPort,
    http: flags.httpPort,
    zipkin: flags.zipkinPort ?? usualPorts.zipkin,
    jaeger: flags.jaegerPort ?? usualPorts.jaeger,
  };
  const ports = Object.fromEntries(Object.entries(given).filter(([, port]) => port !== 'off'));
  return startReceiver(
    (batch) => {
      store.writer.append(batch.lines);
      live.add(batch.store, nowOf(context));
    },
    {
      hosts: flags.host === undefined ? loopback : [flags.host],
      ports,
      mostBytes: flags.maxBody,
      onFailure: failureTeller(context),
      mayFail: (name, error) => isUsual(context, flags, name, error),
    },
  );
}

/** Whether a port that could not be had was nobody's wish. */
function isUsual(context: Context, flags: ListenFlags, name: PortName, error: unknown): boolean {
  const isGiven = !(name in usualPorts) || `${name}Port` in flags;
  if (isGiven || !(error instanceof TracectlError)) return false;
  if (!flags.quiet) printMessage(context, error.message);
  return true;
}

function tellPlace(context: Context, flags: ListenFlags, { folder }: OpenStore, receiver: Receiver): void {
  const host = flags.host ?? 'localhost';
  const ports = Array.from(receiver.ports, ([name, port]) => ({ title: portTitles[name], port }));
  printMessage(context, listeningText({ host, ports, folder, mostBytes: flags.storeSize }));
  if (flags.host === undefined || /^(localhost|127\.|::1$)/.test(flags.host)) return;
  printMessage(
    context,
    `warning: everybody who reaches ${flags.host} can send spans and fill the store; nothing is encrypted, nobody has to log in`,
    'without --host only this machine is listened to',
  );
}

/** Milliseconds between two looks at what is finished. */
const tick = 250;

/** Works again and again until a signal comes. Throws what the work throws. */
async function untilSignal({ onSignal }: Context, work: () => Promise<void>): Promise<EndSignal> {
  const received: EndSignal[] = [];
  let wake: (() => void) | undefined;
  const silence = onSignal?.((signal) => {
    received.push(signal);
    wake?.();
  });
  try {
    while (received.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, tick);
      });
      await work();
    }
    return received[0];
  } finally {
    silence?.();
  }
}

function nowOf({ now }: Context): number {
  return now().getTime();
}
