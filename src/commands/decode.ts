/** `tracectl decode`: what propagation headers say, and what is wrong with them. */
import { Command } from 'commander';

import { decodeSource } from '../bytes/decode.ts';
import { DamagedBytes, openStdin } from '../bytes/source.ts';
import type { CommandSpec } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { printMessage } from '../cli/messages.ts';
import { type OutputFlags, outputOptions } from '../cli/options.ts';
import { printReport } from '../cli/print-report.ts';
import { ExitCode, InputError, UsageError } from '../errors.ts';
import { decodeUtf8 } from '../model/strings.ts';
import { decodeHeaders } from '../propagation/decode.ts';
import { headerNames } from '../propagation/index.ts';
import {
  type GivenHeaders,
  headersOfArguments,
  headersOfText,
  meantBy,
} from '../propagation/read-headers.ts';
import { findTraceIds } from '../propagation/trace-id-text.ts';
import { decodeReport } from '../views/decode.ts';

const examples = `
Reads traceparent, tracestate, b3, X-B3-*, uber-trace-id, X-Amzn-Trace-Id, x-datadog-*, sw8, X-Cloud-Trace-Context,
grpc-trace-bin and baggage; a value without its name is told by its form. Exits 1 when something is broken.

Examples:
  tracectl decode 'traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  tracectl decode 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 'tracestate: dd=s:2,ot=th:8'
  tracectl decode 'X-B3-TraceId: 80f198ee56343ba864fe8b2a57d3eff7' 'X-B3-SpanId: e457b5a2e4d86bd1'
  curl -sv https://example.com 2>&1 >/dev/null | tracectl decode -
  curl -s https://echo.example.com/headers | tracectl decode -o json
`;

export const decode: CommandSpec<OutputFlags> = {
  declare() {
    const command = new Command('decode')
      .summary('what a propagation header says, and what is wrong with it')
      .description('Explains the headers that carry a trace from service to service, and checks them.')
      .argument(
        '[header...]',
        "headers as 'name: value', or values alone; - for a block of headers on stdin",
      );
    return outputOptions(command).addHelpText('after', examples);
  },

  async run(context, args, flags) {
    const given = givenHeaders(context, args);
    if (given.headers.length === 0) throw nothingKnown(given);
    if (!flags.quiet) for (const value of given.unknown) warnOfUnknown(context, value);
    const decoded = decodeHeaders(given);
    await printReport(context, decodeReport(decoded), flags);
    return decoded.isValid ? ExitCode.ok : ExitCode.found;
  },
};

function givenHeaders(context: Context, args: readonly string[]): GivenHeaders {
  const isPiped = context.stdin === 'pipe' || context.stdin === 'file';
  if (args.length === 0 ? isPiped : args.length === 1 && args[0] === '-')
    return headersOfText(standardInput());
  if (args.length === 0) {
    throw new UsageError('no header to decode', {
      hint: "tracectl decode 'traceparent: 00-…', or a block of headers on standard input",
    });
  }
  return headersOfArguments(args);
}

/** No server takes headers of this length. */
const mostBytes = 4 << 20;

function standardInput(): string {
  const source = decodeSource(openStdin());
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (let count = 1; count > 0; size += count) {
      if (size > mostBytes) {
        throw new InputError(
          `cannot read standard input: more than ${mostBytes >> 20} MB, too much for headers`,
        );
      }
      const chunk = new Uint8Array(1 << 16);
      count = source.read(chunk, 0, chunk.length);
      chunks.push(chunk.subarray(0, count));
    }
  } catch (cause) {
    if (!(cause instanceof DamagedBytes)) throw cause;
    throw new InputError(`cannot read standard input: ${cause.message}`, { cause });
  }
  return decodeUtf8(Buffer.concat(chunks));
}

function warnOfUnknown(context: Context, value: string): void {
  printMessage(context, `warning: ${quoted(value)} is none of the headers known here, and left out`);
}

/** Longer values are cut in messages. */
const longestQuoted = 80;

function nothingKnown({ others, unknown }: GivenHeaders): UsageError {
  const meant = others.map((name) => [name, meantBy(name)]).find(([, meant]) => meant !== undefined);
  if (meant) return new UsageError(`no header is called ${meant[0]}`, { hint: `did you mean ${meant[1]}?` });
  const [value] = unknown;
  const ids = value === undefined ? [] : findTraceIds(value);
  if (value !== undefined && ids.length === 1) {
    return new UsageError(`${quoted(value)} is an id, no header`, {
      hint: `tracectl show ${ids[0].traceId} looks for the trace`,
    });
  }
  const what =
    value !== undefined ? quoted(value) : others.length > 0 ? `among ${others.length} headers` : 'in it';
  const message =
    value === undefined ? `there is no trace header ${what}` : `${what} is none of the headers known here`;
  return new UsageError(message, { hint: `known are ${headerNames.join(', ')}` });
}

function quoted(value: string): string {
  return value.length > longestQuoted ? `${value.slice(0, longestQuoted)}…` : value;
}
