/** One JSON line on stdout. Never an address: numbers, reasons, states. */
export type Tell = (message: Readonly<Record<string, unknown>>) => void;

export const tellOnStdout: Tell = (message) => {
  process.stdout.write(`${JSON.stringify(message)}\n`);
};

export const codeOf = (error: unknown): string =>
  error instanceof Error
    ? ((error as Error & { code?: string | number }).code?.toString() ?? error.name)
    : 'unknown';
