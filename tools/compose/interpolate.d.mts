export function interpolate(
  text: string,
  env: Readonly<Record<string, string>>,
): { readonly filled: string; readonly missing: readonly string[] };
export function readEnvFile(text: string): Readonly<Record<string, string>>;
