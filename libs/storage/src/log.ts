/** What storage needs of a logger; pino fits. */
export interface StorageLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

export const silentLog: StorageLog = { info: () => undefined, warn: () => undefined };
