type Measured = number | Readonly<Record<string, number>>;
type Rounds = Readonly<Record<string, readonly Measured[]>>;

interface Row {
  readonly title: string;
  readonly unit: string;
  readonly ours: readonly string[];
  readonly ratios: readonly { readonly of: string; readonly to?: string }[];
}

export interface Compared {
  readonly name: string;
  readonly bare: number | undefined;
  readonly before: number;
  readonly now: number;
  readonly ratio: number;
  readonly slower: boolean;
}

export function compare(
  row: Row,
  rounds: { readonly now: Rounds; readonly before: Rounds },
  tolerance: number,
): readonly Compared[];

export function comparison(row: Row, compared: readonly Compared[]): string;
