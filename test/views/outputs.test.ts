import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';

import { csv, csvLine } from '../../src/views/outputs/csv.ts';
import { json, jsonLine } from '../../src/views/outputs/json.ts';
import { markdown } from '../../src/views/outputs/markdown.ts';
import { ndjson } from '../../src/views/outputs/ndjson.ts';
import { type Column, inPieces, type Report, Stream } from '../../src/views/outputs/report.ts';
import { tableView } from '../../src/views/outputs/table.ts';
import { yaml } from '../../src/views/outputs/yaml.ts';
import { createStyle } from '../../src/views/style.ts';
import { escapeText } from '../../src/views/text/escape.ts';
import { displayWidth } from '../../src/views/text/width.ts';
import { terminal, textOf } from './models.ts';

interface Row {
  name: string;
  nanos: number;
}

const columns: Column<Row>[] = [
  { key: 'name', header: 'name', value: ({ name }) => name, text: ({ name }) => escapeText(name) },
  { key: 'nanos', header: 'time', align: 'right', value: ({ nanos }) => nanos },
];

function report(rows: Row[]): Report<Row> {
  return {
    text: (style) => tableView(columns, rows, style, { flexible: 'name' }),
    document: () => ({
      schemaVersion: 1,
      lists: new Stream(() => [
        { id: 'x', rows: new Stream(() => rows.map(({ name, nanos }) => ({ name, nanos }))) },
      ]),
      empty: new Stream(() => []),
    }),
    *records() {
      for (const { name, nanos } of rows) yield { name, nanos };
    },
    columns,
    rows: () => rows,
  };
}

const anyRow = fc.record({ name: fc.string({ unit: 'grapheme' }), nanos: fc.nat() });
const style = createStyle();

/** RFC 4180, read strictly. */
function parseCsv(text: string): string[][] {
  const lines: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const cells: string[] = [];
    for (;;) {
      const match = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
      match.lastIndex = at;
      const found = match.exec(text);
      if (!found) throw new Error(`not CSV at ${at}: ${text}`);
      cells.push(found[1] === undefined ? found[2] : found[1].replaceAll('""', '"'));
      at = match.lastIndex;
      if (found[3] !== ',') break;
    }
    lines.push(cells);
  }
  return lines;
}

describe('CSV', () => {
  test('a strict reader gets every cell back, but for what is escaped or guarded', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (cells) => {
        const [back] = parseCsv(csvLine(cells));
        expect(back).toEqual(
          cells.map((cell) => (/^[=+\-@＝＋－＠]/.test(cell) ? `'${escapeText(cell)}` : escapeText(cell))),
        );
      }),
    );
  });

  test('quotes, commas and line breaks', () => {
    expect(csvLine(['say "hi"', 'a,b', 'a\nb', 7, null, true])).toBe('"say ""hi""","a,b",a\\nb,7,,true\r\n');
  });

  test('what a spreadsheet would run is guarded and told, numbers are not touched', () => {
    const notes: string[] = [];
    const text = textOf(csv(report([{ name: '=HYPERLINK("http://x")', nanos: -5 }]), style, notes));
    expect(text).toBe('name,nanos\r\n"\'=HYPERLINK(""http://x"")",-5\r\n');
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('1 cell starting with');
  });
});

describe('JSON', () => {
  test('parses to the document, rows in order', () => {
    fc.assert(
      fc.property(fc.array(anyRow), (rows) => {
        expect(JSON.parse(textOf(json(report(rows), style, [])))).toEqual({
          schemaVersion: 1,
          lists: [{ id: 'x', rows }],
          empty: [],
        });
      }),
    );
  });

  test('has one row a line and nothing that controls a terminal', () => {
    expect(jsonLine({ name: 'a\u009b\u202e\u007f' })).toBe(String.raw`{"name":"a\u009b\u202e\u007f"}`);
    expect(jsonLine({ name: 'bad \udc80' })).toBe(String.raw`{"name":"bad \\x80"}`);
    expect(textOf(ndjson(report([{ name: 'a\nb', nanos: 1 }]), style, []))).toBe(
      '{"name":"a\\nb","nanos":1}\n',
    );
  });
});

test('YAML parses to the same document', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ name: fc.string(), nanos: fc.nat() })), (rows) => {
      expect(parseYaml(textOf(yaml(report(rows), style, [])))).toEqual({
        schemaVersion: 1,
        lists: [{ id: 'x', rows }],
        empty: [],
      });
    }),
  );
});

test('Markdown escapes what would be markup', () => {
  const text = textOf(markdown(report([{ name: 'a|b <script> *x*', nanos: 5 }]), style, []));
  expect(text).toBe(
    '| name                    | time |\n' +
      '| ----------------------- | ---: |\n' +
      '| a\\|b &lt;script\\> \\*x\\* |    5 |\n',
  );
});

describe('tables', () => {
  test('are aligned whatever the texts', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 1, maxLength: 20 }), (rows) => {
        const lines = textOf(tableView(columns, rows, terminal(120), { flexible: 'name' }))
          .trimEnd()
          .split('\n');
        expect(lines).toHaveLength(rows.length + 1);
        // The last column is aligned right: all lines end together.
        expect(new Set(lines.map((line) => displayWidth(line))).size).toBe(1);
      }),
    );
  });

  test('the flexible column gives way on a narrow terminal', () => {
    const text = textOf(
      tableView(columns, [{ name: 'x'.repeat(90), nanos: 1234 }], terminal(40), { flexible: 'name' }),
    );
    for (const line of text.trimEnd().split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(40);
    expect(text).toContain('…');
  });

  test('the spare column goes where names could not be read any more, not before', () => {
    const row = { name: 'x'.repeat(90), nanos: 1234 };
    const yielding = { flexible: 'name', spare: 'nanos' };
    const drawn = (width: number): string => textOf(tableView(columns, [row], terminal(width), yielding));
    expect(drawn(40)).toContain('time');
    expect(drawn(26)).not.toContain('time');
    expect(drawn(26)).toContain('…');
  });
});

test('pieces are the whole text', () => {
  const parts = Array.from({ length: 30_000 }, (_, i) => `line ${i}\n`);
  const pieces = [...inPieces(parts)];
  expect(pieces.join('')).toBe(parts.join(''));
  expect(pieces.length).toBeLessThan(10);
});
