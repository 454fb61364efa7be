export interface Who {
  pid: number;
  identity: string | undefined;
}
export function identityOf(pid: number): string | undefined;
export function self(): Who;
export function isAlive(who: Who | undefined): boolean;
