/**
 * The id of a command: what it is about, then whom it asks. The same occasion gives the same id however often it is
 * sent, so that it has one effect.
 */
export const commandIdFor = (occasion: string, participant: string): string => `${occasion}/${participant}`;

/** `clock/<hash>/web-store` → `clock/<hash>` */
export const occasionOf = (command: string): string => command.slice(0, command.lastIndexOf('/'));

/** Whether a command of this id asks this participant. */
export const isCommandOf = (command: string, participant: string): boolean =>
  command.endsWith(`/${participant}`);
