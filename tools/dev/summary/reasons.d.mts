export const reasons: Record<string, [string, ...string[]]>;
export function inWords(code: string): { words: string; statements: string };
