/** A person with the viewer in a real terminal: finds the slow trace, the error in it, reads why, copies the id. */
import { readFileSync } from 'node:fs';

import { afterEach, describe, expect, test } from 'vitest';

import { hasTmux, Terminal } from './tmux.ts';

const { bin }: { bin: { tracectl: string } } = JSON.parse(readFileSync('package.json', 'utf8'));
const explore = `node ${bin.tracectl} explore`;
const shop = 'fixtures/otlp-json/shop.jsonl';

let open: Terminal[] = [];

function terminal(columns: number, rows: number, environment?: Record<string, string>): Terminal {
  const made = new Terminal(columns, rows, environment);
  open.push(made);
  return made;
}

afterEach(() => {
  for (const one of open) one.close();
  open = [];
});

/** What a program may change of a terminal, as it is now. */
function settingsOf(one: Terminal): string[] {
  return ['alternate_on', 'cursor_flag', 'mouse_any_flag', 'mouse_sgr_flag', 'wrap_flag'].map((flag) =>
    one.flag(flag),
  );
}

describe.skipIf(!hasTmux)('in a real terminal', () => {
  test('from a dump to the id of the span that failed', async () => {
    const one = terminal(110, 40);
    one.run(`${explore} ${shop}`);
    await one.shows('5 traces');
    one.press('s');
    const list = await one.shows('sorted by duration');
    expect(list).toMatch(/^> {2}d7793bc7b25cc64c96fee9e719bfee7a .* 378ms/m);
    one.press('Enter');
    await one.shows('[frontend] POST /checkout (378ms)');
    // To the last error, which is where it began.
    one.press('E');
    await one.shows('8 of 8');
    one.press('/');
    one.run('{ event:name = "exception" }');
    await one.shows(/^\d of 2$/m);
    one.press('Enter');
    for (let down = 0; down < 60 && !one.screen.includes('exception.message'); down++) one.press('j');
    expect(await one.shows('exception.message')).toMatch(/exception\.type {2}\w+/);
    const [, spanId] = /span +([0-9a-f]{16})/.exec(await scrolledUp(one)) ?? [];
    one.press('Escape', 'y');
    await one.shows('copy: y span id');
    one.press('y');
    await one.shows('copied the span id');
    expect(one.copied).toBe(spanId);
    one.press('q');
    await one.shows(/^\$ .*explore/m);
  });

  test('leaves the terminal as it was: q, ctrl-c, SIGTERM', async () => {
    const one = terminal(80, 24);
    await one.shows('$');
    one.run('stty -g > /dev/null; echo before');
    await one.shows('before');
    const settings = settingsOf(one);
    for (const [end, exitCode] of [
      ['q', 0],
      ['C-c', 130],
      ['', 143],
    ] as const) {
      one.run(`s=$(stty -g); ${explore} ${shop}; echo "exit $?"; [ "$s" = "$(stty -g)" ] && echo same`);
      await one.shows('5 traces');
      expect(settingsOf(one)).not.toEqual(settings);
      if (end === '') process.kill(one.running, 'SIGTERM');
      else one.press(end);
      await one.shows(new RegExp(`exit ${exitCode}\\nsame`));
      expect(settingsOf(one)).toEqual(settings);
      one.run('clear');
    }
  });

  test('suspends and comes back', async () => {
    const one = terminal(80, 24);
    const settings = settingsOf(one);
    one.run(`${explore} ${shop}`);
    const before = await one.shows('5 traces');
    one.press('C-z');
    await one.shows('Stopped');
    expect(settingsOf(one)).toEqual(settings);
    one.run('fg');
    await one.shows('5 traces');
    expect(one.screen).toBe(before);
    one.press('j', 'q');
    await one.shows(/\$$/);
  });

  test('follows the size of the terminal', async () => {
    const one = terminal(160, 50);
    one.run(`${explore} fixtures/otlp-json/checkout.json`);
    expect(await one.shows('as JSON')).toContain('│');
    for (const [columns, rows] of [
      [80, 24],
      [40, 10],
      [300, 100],
    ] as const) {
      one.resize(columns, rows);
      await one.shows(columns > 100 ? /│ {2}attributes/ : /^> ▾ \[frontend\]/m);
      const lines = one.screen.split('\n');
      expect(lines).toHaveLength(rows);
      expect(lines[0]).toContain('checkout');
    }
    one.press('q');
  });

  test('reads keys from the terminal while a dump is piped in', async () => {
    const one = terminal(80, 24);
    one.run(`cat ${shop} | ${explore}`);
    await one.shows('5 traces');
    one.press('Down');
    expect(await one.shows(/^> {2}80cf4a36/m)).toContain('5 traces');
    one.press('q');
    await one.shows(/\$$/);
  });

  test('shows the same without colour', async () => {
    const one = terminal(80, 24, { NO_COLOR: '1' });
    one.run(`${explore} ${shop}`);
    await one.shows('5 traces');
    expect(one.colouredScreen).not.toContain('\x1b[');
    one.press('q');
  });

  test('is a sentence and exit 2 where standard output is no terminal', async () => {
    const one = terminal(100, 24);
    one.run(`${explore} ${shop} | cat; echo "exit \${PIPESTATUS[0]}"`);
    expect(await one.shows('exit 2')).toContain('explore needs a terminal');
  });
});

/** The details of the selection from their beginning. */
function scrolledUp(one: Terminal): Promise<string> {
  one.press('g');
  return one.shows(/span +[0-9a-f]{16}/);
}
