/** One JSON line on stdout. Never personal data: numbers of things, reasons, states. */
export type Tell = (message: Readonly<Record<string, unknown>>) => void;

export const tellOnStdout: Tell = (message) => {
  process.stdout.write(`${JSON.stringify(message)}\n`);
};
