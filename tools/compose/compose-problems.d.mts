export interface ComposeSurroundings {
  readonly env: Readonly<Record<string, string>>;
  readonly root: string;
  readonly secrets: string;
  readonly readConfig: (name: never, env: Readonly<Record<string, string>>) => unknown;
  readonly ours: readonly { readonly name: string }[];
  readonly brokerUsers: readonly string[];
}
export function composeProblems(text: string, around: ComposeSurroundings): readonly string[];
