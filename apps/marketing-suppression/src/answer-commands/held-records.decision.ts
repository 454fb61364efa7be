import type { CollectedItem, RecordVerdict } from '#contracts';
import { recordVerdict } from '#participant';
import { type CivilDate, erasureVerdict, type Policy } from '#policy';
import type { AddressFact } from '../address-fact.js';
import type { ProhibitionFact } from '../prohibition.js';

/** With the day of the first lift that named it. */
export type HeldProhibition = ProhibitionFact & { readonly liftedOn?: CivilDate };

/** What this service holds of a person. */
export interface Held {
  readonly prohibitions: readonly HeldProhibition[];
  readonly addresses: readonly AddressFact[];
}

/** This service's part of an access reply (Art. 15): each prohibition, and what the permission to market rests on. */
export function itemsOf({ prohibitions, addresses }: Held): CollectedItem[] {
  return [
    ...prohibitions.map(({ suppression, scope, at, method, liftedOn }): CollectedItem => ({
      record: suppression,
      kind: 'prohibition',
      category: 'permissions',
      source: 'marketing-suppression',
      provenance: 'provided',
      values: [
        { field: 'scope', value: scope.value === undefined ? scope.kind : `${scope.kind} ${scope.value}` },
        { field: 'since', value: at },
        { field: 'method', value: method },
        { field: 'in-force', value: liftedOn === undefined ? 'yes' : `until ${liftedOn}` },
      ],
    })),
    ...addresses.map(
      ({
        record,
        kind,
        source,
        at,
        addresses,
        collection,
        productGroups,
        subjectKind,
        capacity,
      }): CollectedItem => ({
        record,
        kind,
        category: 'contact',
        source,
        provenance: 'provided',
        values: [
          { field: 'told-at', value: at },
          {
            field: 'address-kinds',
            value: [...new Set(addresses.map(({ kind }) => kind))].join(', ') || 'none',
          },
          ...(subjectKind === undefined ? [] : [{ field: 'subject-kind', value: subjectKind }]),
          ...(capacity === undefined ? [] : [{ field: 'capacity', value: capacity }]),
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

/** What the law makes of each record: of a prohibition much stays, of what the store has told here nothing. */
export function verdictsOf(held: Held, policy: Policy, today: CivilDate): RecordVerdict[] {
  const others = new Map(held.addresses.map(({ record, kind }) => [`${kind}/${record}`, { record, kind }]));
  return [
    ...held.prohibitions.map((prohibition) => verdictOf(prohibition, policy, today)),
    ...[...others.values()].map(({ record, kind }) => ({
      record,
      kind,
      erase: ['contact', 'marketing'],
      keep: [],
    })),
  ];
}

/** While it is in force the hash keeps it alive; once it is lifted, all that is left is proof of the choice. */
export function verdictOf(prohibition: HeldProhibition, policy: Policy, today: CivilDate): RecordVerdict {
  const { suppression, on, liftedOn } = prohibition;
  const fieldClasses = liftedOn === undefined ? ['suppression', 'permissions'] : ['permissions'];
  const record = { id: suppression, kind: 'prohibition', category: 'permissions', on, fieldClasses } as const;
  const context = liftedOn === undefined ? {} : { prohibitionLiftedOn: liftedOn };
  const fields = erasureVerdict(policy, record, today, context);
  return recordVerdict({ record: suppression, kind: 'prohibition' }, fields);
}
