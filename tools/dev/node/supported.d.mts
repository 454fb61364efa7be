export function isSupported(version: string, engines: string): boolean;
