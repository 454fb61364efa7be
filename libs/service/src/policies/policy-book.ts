import type { Policy } from '#policy';
import type { FactCollection } from '#storage';
import { allPublished, factIdOf, policyIn, type PublishedPolicyFact, versionOf } from './published-policy.js';

/**
 * Every version there is: those of the folder and those published since. The array stays the same one, the oldest
 * first, so that whoever has it sees what comes in. A version is in force by its date alone, so nothing is switched.
 */
export class PolicyBook {
  private readonly taken = new Set<string>();

  constructor(
    readonly policies: Policy[],
    private readonly facts: Pick<FactCollection<PublishedPolicyFact>, 'collection' | 'findByIds'>,
  ) {}

  /** Takes in what other instances have stored. Throws for a version that this one cannot read. */
  async refresh(): Promise<void> {
    const stored = await this.facts.collection
      .find<{ _id: string }>(allPublished as object, { projection: { _id: 1 } })
      .toArray();
    const missing = stored.map(({ _id }) => versionOf(_id)).filter((version) => !this.taken.has(version));
    if (missing.length === 0) return;
    const found = await this.facts.findByIds(missing.map(factIdOf));
    for (const { _id, published } of found.values()) {
      const policy = policyIn(published.files);
      if (policy === undefined) throw new Error(`${versionOf(_id)} was published, but cannot be read here`);
      this.take(policy);
    }
  }

  /** What was published outranks a folder that says otherwise: every service has the same. */
  private take(policy: Policy): void {
    this.taken.add(policy.version);
    const place = this.policies.findIndex(({ version }) => version === policy.version);
    if (place >= 0) this.policies[place] = policy;
    else this.policies.push(policy);
    this.policies.sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  }
}
