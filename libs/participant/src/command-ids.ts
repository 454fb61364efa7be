/** A command with more records than one message holds is sent in parts, each a command of its own. */
export interface CommandParts {
  /** Whom it asks. */
  readonly participant: string;
  /** How many records each part names, in their order. */
  readonly sizes: readonly number[];
}

/**
 * The id of a command: what it is about, its part where it has several, then whom it asks. The same occasion gives the
 * same id however often it is sent, so that it has one effect.
 */
export const commandIdFor = (occasion: string, participant: string, part?: number): string =>
  `${occasion}/${part === undefined ? '' : `part-${part}/`}${participant}`;

/** Which parts there are of what a participant is asked; the one without a number where it is all in one. */
export const partsAsked = (
  participant: string,
  parts: CommandParts | undefined,
): readonly (number | undefined)[] =>
  parts?.participant === participant ? parts.sizes.map((_size, index) => index + 1) : [undefined];

export interface CommandRead {
  readonly occasion: string;
  readonly part?: number;
}

/** `clock/<hash>/part-2/web-store` → `clock/<hash>`, 2 */
export function readOccasion(command: string): CommandRead {
  const occasion = command.slice(0, command.lastIndexOf('/'));
  const [ending, part] = /\/part-([1-9]\d{0,4})$/.exec(occasion) ?? [];
  return ending === undefined
    ? { occasion }
    : { occasion: occasion.slice(0, -ending.length), part: Number(part) };
}

/** Whether a command of this id asks this participant. */
export const isCommandOf = (command: string, participant: string): boolean =>
  command.endsWith(`/${participant}`);
