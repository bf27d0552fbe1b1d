/** Lost context in plain words; nothing is escaped. */
import type { LostContext } from './lost-context.ts';

type Lost = Omit<LostContext, 'message'>;

/** `[payment] starts its own traces where [orders] calls POST /charges: context is lost between them (2 of 2 calls); …`. */
export function betweenMessage(lost: Lost): string {
  const { caller, callee, operation, callCount, lostCount } = lost;
  const where = `${serviceText(callee)} starts its own traces where ${serviceText(caller)} calls ${operation}`;
  return `${where}: context is lost between them (${lostCount} of ${countText(callCount, 'call')}); ${culpritText(lost)}`;
}

/** `[orders] starts traces of its own at send mail while it works on requests: …`. */
export function insideMessage({ caller, operation, callCount, lostCount }: Lost): string {
  const where = `${serviceText(caller)} starts traces of its own with ${operation} while it works on requests`;
  const count = `${lostCount} of ${countText(callCount, 'trace')}`;
  return `${where}: context is lost inside it, between threads or in a queue (${count})`;
}

function culpritText({ caller, callee, lostBy, callerCount }: Lost): string {
  if (lostBy === 'callee') {
    return `those of all ${callerCount} services that call it: ${serviceText(callee)}, or a proxy before it, does not extract it`;
  }
  if (lostBy === 'caller') return `calls of others arrive: ${serviceText(caller)} does not inject it`;
  return `either ${serviceText(caller)} does not inject it or ${serviceText(callee)} does not extract it: no other caller tells which`;
}

function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function serviceText(service: string): string {
  return service === '' ? 'a service without a name' : `[${service}]`;
}
