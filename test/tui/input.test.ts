/** What terminals send, and the lines that are typed. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { helpLines } from '../../src/tui/draw/pager-lines.ts';
import { type Input, InputParser } from '../../src/tui/input.ts';
import { commandFor, keyBindings } from '../../src/tui/keys.ts';
import { edited, inserted, promptFor } from '../../src/tui/prompt.ts';

function keysOf(text: string): string[] {
  const parser = new InputParser();
  return [...parser.push(text), ...parser.flush()].map((input) =>
    input.kind === 'key' ? input.key : JSON.stringify(input),
  );
}

describe('keys', () => {
  test.each([
    ['jG?', ['j', 'G', '?']],
    [' \r\t\x7f', ['space', 'enter', 'tab', 'backspace']],
    ['\x04\x15\x1a\x03', ['ctrl-d', 'ctrl-u', 'ctrl-z', 'ctrl-c']],
    ['\x1b[A\x1bOB\x1b[5~\x1b[6~', ['up', 'down', 'pageup', 'pagedown']],
    ['\x1b[H\x1b[4~\x1b[1;5C\x1b[Z', ['home', 'end', 'ctrl-right', 'shift-tab']],
    ['\x1b', ['escape']],
    ['\x1b\x1b[A', ['escape', 'up']],
    ['\x1bx', ['escape', 'x']],
    ['é订👍', ['é', '订', '👍']],
    ['\x1b[200', ['escape', '[', '2', '0', '0']],
  ])('%j', (text, keys) => {
    expect(keysOf(text)).toEqual(keys);
  });

  test('the mouse: wheel and left button; not releases, not movements', () => {
    const parser = new InputParser();
    expect(parser.push('\x1b[<0;5;7M\x1b[<0;5;7m\x1b[<35;5;7M\x1b[<64;1;1M\x1b[<65;1;2M')).toEqual([
      { kind: 'mouse', button: 'left', column: 4, row: 6 },
      { kind: 'mouse', button: 'wheel-up', column: 0, row: 0 },
      { kind: 'mouse', button: 'wheel-down', column: 0, row: 1 },
    ]);
  });

  test('pasted text is text, whatever it holds', () => {
    expect(new InputParser().push('\x1b[200~q\x1b[Aj\x1b[201~j')).toEqual([
      { kind: 'paste', text: 'q\x1b[Aj' },
      { kind: 'key', key: 'j' },
    ]);
  });

  test('the same in pieces as at once', () => {
    const parts = fc.constantFrom(
      'j',
      '\x1b[A',
      '\x1b[<0;12;7M',
      '\x1bOH',
      '\x1b[200~a b\x1b[201~',
      '订',
      ' ',
      '\x1b[3~',
    );
    const property = fc.property(fc.array(parts), fc.array(fc.nat(12)), (texts, cuts) => {
      const whole = texts.join('');
      const parser = new InputParser();
      const found: Input[] = [];
      let from = 0;
      for (const cut of [...cuts, whole.length]) {
        found.push(...parser.push(whole.slice(from, from + cut)));
        from += cut;
      }
      expect([...found, ...parser.flush()]).toEqual(new InputParser().push(whole));
    });
    fc.assert(property);
  });

  test('whatever comes is taken, and nothing waits for ever', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('\x1b', '[', 'O', '<', ';', '1', 'M', '~', 'j', '\x00') }),
        (text) => {
          const parser = new InputParser();
          parser.push(text);
          parser.flush();
          expect(parser.isWaiting).toBe(false);
        },
      ),
    );
  });
});

describe('the table of keys', () => {
  test('has each key of a place once', () => {
    for (const place of ['list', 'trace'] as const) {
      const keys = keyBindings.filter((one) => (one.place ?? place) === place).flatMap((one) => one.keys);
      expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
    }
  });

  test('is what the help tells', () => {
    const help = helpLines().join('\n');
    for (const { help: text } of keyBindings) expect(help).toContain(text);
    expect(commandFor('j', 'list')).toBe('down');
    expect(commandFor('f', 'list')).toBeUndefined();
  });
});

/** What keys leave of an empty line, with its cursor. */
function typed(...keys: string[]): string {
  const { text, cursor } = keys.reduce(edited, promptFor('search', ''));
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

describe('a line that is typed', () => {
  test('is edited as in a shell', () => {
    expect(typed('a', 'space', 'b')).toBe('a b|');
    expect(typed('a', 'b', 'left', 'c', 'delete')).toBe('ac|');
    expect(typed('a', 'b', 'home', 'c', 'end', 'd')).toBe('cabd|');
    expect(typed('a', 'space', 'b', 'b', 'ctrl-w')).toBe('a |');
    expect(typed('a', 'b', 'left', 'ctrl-k')).toBe('a|');
    expect(typed('a', 'b', 'left', 'ctrl-u')).toBe('|b');
    expect(typed('👍', 'a', 'left', 'backspace', 'right')).toBe('a|');
    expect(typed('a', 'up', 'ctrl-d')).toBe('a|');
  });

  test('takes what is pasted as one line', () => {
    expect(inserted(promptFor('search', 'a'), 'b\nc\x1b[A').text).toBe('ab c [A');
  });
});
