import type { CollectedItem } from '#contracts';
import type { Policy } from '#policy';
import type { OpenedReply, RequestFile } from '../request-file.js';

/** What Art. 15(1)–(3) asks for: the data itself, and where it comes from, what for, for how long, to whom. */
export interface AccessPackage {
  readonly request: string;
  readonly receivedOn: string;
  readonly policyVersion: string;
  readonly controller: { readonly organisation: string; readonly street: string; readonly city: string };
  readonly data: readonly (CollectedItem & { readonly participant: string })[];
  readonly holdsNothing: readonly string[];
  readonly purposes: readonly { purpose: string; basis: string; categories: readonly string[] }[];
  readonly recipients: readonly {
    recipient: string;
    role: string;
    country: string;
    categories: readonly string[];
  }[];
  readonly retention: readonly { rule: string; after: string; period: string }[];
  readonly rights: readonly { right: string; reference?: string }[];
}

export function packageOf(policy: Policy, file: RequestFile, replies: readonly OpenedReply[]): AccessPackage {
  const { request, on } = file.received;
  const { organisation, street, city } = policy.controller;
  const data = replies.flatMap(({ participant, items }) => items.map((item) => ({ ...item, participant })));
  const holdsNothing = file.replies
    .filter(({ outcome }) => outcome === 'none')
    .map(({ participant }) => participant);
  return {
    request,
    receivedOn: on,
    policyVersion: policy.version,
    controller: { organisation, street, city },
    data,
    holdsNothing: [...new Set(holdsNothing)].sort(),
    purposes: policy.purposes.map(({ name, basis, categories }) => ({ purpose: name, basis, categories })),
    recipients: policy.recipients.map(({ name, role, country, categories }) => ({
      recipient: name,
      role,
      country,
      categories,
    })),
    retention: policy.retention.map(({ id, anchor, period }) => ({ rule: id, after: anchor, period })),
    rights: policy.rights.map(({ name, reference }) => ({
      right: name,
      ...(reference !== undefined && { reference }),
    })),
  };
}
