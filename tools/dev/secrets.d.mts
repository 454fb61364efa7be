export const services: string[];
export interface RegisteredNames {
  readonly stores: readonly string[];
  readonly marketingServices: readonly string[];
}
export function registeredIn(env?: Readonly<Record<string, string | undefined>>): RegisteredNames;
export function registeredEnv(registered: RegisteredNames): { STORES: string; MARKETING_SERVICES: string };
export function brokerUsersOf(registered: RegisteredNames): string[];
export const brokerUsers: string[];
export const databaseUsers: string[];
export const issuer: string;
export const audience: string;
export function ensureSecrets(
  dir: string,
  options?: { data?: string[]; registered?: RegisteredNames },
): string;
export function brokerPassword(dir: string, user: string): string;
export function databasePassword(dir: string, user: string): string;
export function mintToken(
  dir: string,
  claims: { role: string; sub: string; minutes?: number; source?: string },
): string;
export function forDevelopmentOnly(env?: { readonly SELOSTE_PROFILE?: string }): void;
