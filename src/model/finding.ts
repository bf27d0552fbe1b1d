/** What was wrong with the input, or is worth knowing about it. */
export interface Finding {
  /** Kebab-case, stable: scripts match on it. */
  code: FindingCode;
  severity: 'info' | 'warning' | 'error';
  /** One sentence for people, lower case, no full stop. Text from traces inside it is not escaped yet: views do that. */
  message: string;
  /** Spans it is about, as output names them. */
  spanIds: string[];
  /** Figures for programs; the keys depend on the code. */
  data: Record<string, unknown>;
}

export type FindingCode =
  | 'missing-parent'
  | 'duplicate-span'
  | 'merged-span'
  | 'shared-span-id'
  | 'cycle'
  | 'self-parent'
  | 'multiple-roots'
  | 'negative-duration'
  | 'untimed'
  | 'unfinished'
  | 'clock-skew'
  | 'ambiguous-trace-id'
  | 'damaged-record'
  | 'lost-context'
  | 'n-plus-one'
  | 'waterfall'
  | 'retry'
  | 'fan-out';
