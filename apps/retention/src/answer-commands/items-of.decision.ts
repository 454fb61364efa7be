import type { CollectedItem } from '#contracts';
import { isInventory, isOfRequest, type PartyFact } from '../facts.js';
import { CATEGORIES } from '../field-classes.js';
import type { PartyClocks } from '../party-clocks.decision.js';

/** The inventory's part of an access reply: what is held where since when, how long, and on which basis (Art. 15(1)(d)). */
export function itemsOf(clocks: PartyClocks, facts: readonly PartyFact[]): CollectedItem[] {
  const holderOf = new Map(
    facts.filter(isInventory).map(({ kind, record, source }) => [`${kind} ${record}`, source]),
  );
  return clocks.records.map(({ record, kind, on, doubted, clocks: fields }) => ({
    record,
    kind,
    category: CATEGORIES[kind],
    source: holderOf.get(`${kind} ${record}`) ?? 'retention',
    provenance: 'observed',
    values: [
      { field: 'held-since', value: on },
      ...(doubted === true
        ? [{ field: 'date-told', value: 'cannot be true: the day of taking in counts' }]
        : []),
      ...fields.map(({ fieldClass, lastDayKept, basis }) => ({
        field: `kept.${fieldClass}`,
        value: `${lastDayKept ?? 'no end in sight'} (${basis.element}: ${basis.reason})`,
      })),
    ],
  }));
}

/** How long something is kept is told as it is once the request that asks is answered. */
export const withoutRequest = (facts: readonly PartyFact[], command: string): readonly PartyFact[] =>
  facts.filter((fact) => !(isOfRequest(fact) && command.startsWith(`${fact.request}/`)));
