import type { AddressHash, BecauseData, KeptFields, RecordVerdict, ScopeData } from '#contracts';
import { optional, part, required } from './declare-schema.js';

/** Parts of contracts that facts hold as they came. */
export const addressHash = part<AddressHash>({
  kind: required(String),
  kid: required(String),
  hash: required(String),
});

export const scope = part<ScopeData>({ kind: required(String), value: optional(String) });

export const because = part<BecauseData>({
  element: required(String),
  statements: required([String]),
  reason: required(String),
  fact: optional(String),
  provision: optional(String),
});

const keptFields = part<KeptFields>({
  fieldClass: required(String),
  provision: required(String),
  until: optional(String),
});

export const recordVerdict = part<RecordVerdict>({
  record: required(String),
  kind: required(String),
  erase: required([String]),
  keep: required([keptFields]),
});

/** libs/participant's CommandParts. */
export const commandParts = part<{ readonly participant: string; readonly sizes: readonly number[] }>({
  participant: required(String),
  sizes: required([Number]),
});
