import type { CollectedItem, KeptFields, RecordVerdict } from '#contracts';
import { addPeriod, type CivilDate, type Policy } from '#policy';
import type { AddressFact } from '../address-fact.js';
import type { ProhibitionFact } from '../prohibition.js';

/** What this service holds of a person. */
export interface Held {
  readonly prohibitions: readonly (ProhibitionFact & { readonly lifted: boolean })[];
  readonly addresses: readonly AddressFact[];
}

/** This service's part of an access reply (Art. 15): each prohibition, and what the permission to market rests on. */
export function itemsOf({ prohibitions, addresses }: Held): CollectedItem[] {
  return [
    ...prohibitions.map(({ suppression, scope, at, method, lifted }): CollectedItem => ({
      record: suppression,
      kind: 'prohibition',
      category: 'permissions',
      source: 'marketing-suppression',
      provenance: 'provided',
      values: [
        { field: 'scope', value: scope.value === undefined ? scope.kind : `${scope.kind} ${scope.value}` },
        { field: 'since', value: at },
        { field: 'method', value: method },
        { field: 'in-force', value: lifted ? 'no' : 'yes' },
      ],
    })),
    ...addresses.map(
      ({ record, kind, source, at, addresses, collection, productGroups, subjectKind }): CollectedItem => ({
        record,
        kind,
        category: 'contact',
        source,
        provenance: 'provided',
        values: [
          { field: 'told-at', value: at },
          { field: 'address-kinds', value: addresses.map(({ kind }) => kind).join(', ') || 'none' },
          ...(subjectKind === undefined ? [] : [{ field: 'subject-kind', value: subjectKind }]),
          ...(collection === undefined
            ? []
            : [
                { field: 'collected-at', value: collection.collectedAt },
                { field: 'opt-out-offered', value: collection.optOutOffered ? 'yes' : 'no' },
                { field: 'refused', value: collection.refused ? 'yes' : 'no' },
              ]),
          ...(productGroups === undefined
            ? []
            : [{ field: 'product-groups', value: productGroups.join(', ') || 'none' }]),
        ],
      }),
    ),
  ];
}

/** What the law makes of each record: the hash of a prohibition stays, since only it can keep the prohibition. */
export function verdictsOf(
  { prohibitions, addresses }: Held,
  policy: Policy,
  today: CivilDate,
): RecordVerdict[] {
  const others = new Map(addresses.map(({ record, kind }) => [`${kind}/${record}`, { record, kind }]));
  return [
    ...retained(prohibitions, policy, today),
    ...[...others.values()].map(({ record, kind }): RecordVerdict => ({
      record,
      kind,
      erase: ['contact', 'marketing'],
      keep: [],
    })),
  ];
}

export function retained(
  prohibitions: readonly ProhibitionFact[],
  policy: Policy,
  today: CivilDate,
): RecordVerdict[] {
  const until = suppressionUntil(policy, today);
  const kept: KeptFields = {
    fieldClass: 'permissions',
    provision: 'GDPR Art. 21(3), 17(3)(b)',
    ...(until !== undefined && { until }),
  };
  return prohibitions.map(({ suppression }) => ({
    record: suppression,
    kind: 'prohibition',
    erase: [],
    keep: [kept],
  }));
}

/** At the latest: the relationship, whose end this service does not know, has ended by today. */
function suppressionUntil(policy: Policy, today: CivilDate): CivilDate | undefined {
  const rule = policy.retention.find(({ id }) => id === 'retention.suppression');
  return rule === undefined ? undefined : addPeriod(today, rule.period);
}
