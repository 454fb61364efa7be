export function environmentFor(version: string, platform: string, kernel: string): NodeJS.ProcessEnv;
