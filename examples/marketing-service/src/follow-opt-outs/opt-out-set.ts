import { SuppressionAdded, SuppressionLifted, type AddressHash, type CloudEvent } from '#contracts';

/** All that is kept of an event: enough to fold it again, and no address. */
export type OptOutFact =
  | { readonly added: string; readonly address?: AddressHash; readonly scope: string }
  | { readonly lifted: readonly string[]; readonly lift: string };

export function factOf({ type, data }: CloudEvent): OptOutFact | undefined {
  if (type === SuppressionAdded.type) {
    const { suppression, address, scope } = data as SuppressionAdded;
    return { added: suppression, ...(address !== undefined && { address }), scope: scopeName(scope) };
  }
  if (type === SuppressionLifted.type) {
    const { suppressions, lift } = data as SuppressionLifted;
    return { lifted: suppressions, lift };
  }
  return undefined;
}

const scopeName = ({ kind, value }: { kind: string; value?: string }): string =>
  value === undefined ? kind : `${kind}:${value}`;

/** Who may not be written to: what was added without what was lifted, whichever came first and however often. */
export class OptOutSet {
  private readonly added = new Map<string, { readonly address?: AddressHash; readonly scope: string }>();
  private readonly lifted = new Set<string>();
  private readonly byAddress = new Map<string, Set<string>>();

  /** Whether it told something new. */
  fold(fact: OptOutFact): boolean {
    if ('added' in fact) {
      if (this.added.has(fact.added)) return false;
      this.added.set(fact.added, fact);
      if (fact.address !== undefined) this.index(keyOf(fact.address), fact.added);
      return true;
    }
    const fresh = fact.lifted.filter((suppression) => !this.lifted.has(suppression));
    fresh.forEach((suppression) => this.lifted.add(suppression));
    return fresh.length > 0;
  }

  private index(key: string, suppression: string): void {
    const known = this.byAddress.get(key);
    if (known === undefined) this.byAddress.set(key, new Set([suppression]));
    else known.add(suppression);
  }

  /** The scopes an address has opted out of. */
  scopesOf(address: AddressHash): string[] {
    const inForce = [...(this.byAddress.get(keyOf(address)) ?? [])].filter((id) => !this.lifted.has(id));
    return [...new Set(inForce.flatMap((id) => this.added.get(id)?.scope ?? []))].sort();
  }

  get counts(): { optOuts: number; lifted: number; inForce: number } {
    const inForce = [...this.added.keys()].filter((suppression) => !this.lifted.has(suppression)).length;
    return { optOuts: this.added.size, lifted: this.lifted.size, inForce };
  }
}

const keyOf = ({ kind, kid, hash }: AddressHash): string => `${kind} ${kid} ${hash}`;
