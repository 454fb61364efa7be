import { existsSync, readFileSync, statSync } from 'node:fs';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables one by one and gathers all that is wrong; values are not repeated, since some are secrets. */
export class EnvironmentReader {
  readonly problems: string[] = [];

  constructor(private readonly env: Environment) {}

  /** Undefined where it is not set, or set to nothing. */
  given(key: string): string | undefined {
    const value = this.env[key]?.trim();
    return value === '' ? undefined : value;
  }

  text(key: string, meaning: string): string {
    const value = this.given(key);
    if (value === undefined) this.problems.push(`${key} is missing: ${meaning}`);
    return value ?? '';
  }

  url(key: string, meaning: string, ...protocols: string[]): string {
    return this.checkedUrl(key, this.text(key, meaning), protocols);
  }

  /** An address that may hold a password: in the variable itself, or in the file that `<key>_FILE` names. */
  secretUrl(key: string, meaning: string, ...protocols: string[]): string {
    const fromFile = `${key}_FILE`;
    if (this.given(fromFile) === undefined) return this.url(key, meaning, ...protocols);
    if (this.given(key) !== undefined) {
      this.problems.push(`${key} and ${fromFile} are both set: which of them counts?`);
      return '';
    }
    const path = this.file(fromFile, meaning);
    return isThere(path, 'file')
      ? this.checkedUrl(fromFile, readFileSync(path, 'utf8').trim(), protocols)
      : '';
  }

  file(key: string, meaning: string, kind: 'file' | 'folder' = 'file'): string {
    const path = this.text(key, meaning);
    if (path !== '' && !isThere(path, kind))
      this.problems.push(`${key} names a ${kind} that is not there: ${path}`);
    return path;
  }

  oneOf<T extends string>(key: string, among: readonly T[], otherwise: T): T {
    const value = this.env[key] ?? otherwise;
    const found = among.find((word) => word === value);
    if (found === undefined) this.problems.push(`${key} must be one of ${among.join(', ')}`);
    return found ?? otherwise;
  }

  whole(key: string, otherwise: number, [least, most]: readonly [number, number], what: string): number {
    const value = Number(this.given(key) ?? otherwise);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    this.problems.push(`${key} must be ${what}, from ${least} to ${most}`);
    return otherwise;
  }

  private checkedUrl(key: string, value: string, protocols: readonly string[]): string {
    if (value !== '' && !protocols.includes(protocolOf(value) ?? ''))
      this.problems.push(`${key} must be an address that begins with ${protocols.join(' or ')}`);
    return value;
  }
}

/** A replica set's address names several hosts, which `URL` cannot read. */
const protocolOf = (address: string): string | undefined => {
  const protocol = /^([a-z][a-z0-9+.-]*:)\/\/./.exec(address)?.[1];
  return protocol === 'mongodb:' || URL.canParse(address) ? protocol : undefined;
};

const isThere = (path: string, kind: 'file' | 'folder'): boolean =>
  existsSync(path) && (kind === 'file' ? statSync(path).isFile() : statSync(path).isDirectory());
