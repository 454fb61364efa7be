import type { RecordVerdict } from '#contracts';
import { recordVerdict } from '#participant';
import {
  addDays,
  type CivilDate,
  type ClockContext,
  clocksOf,
  erasureVerdict,
  type FieldClock,
  type FieldVerdict,
  type Policy,
  type Relationship,
  relationshipOf,
  type RetainedRecord,
} from '#policy';
import {
  type ErasedFact,
  isErased,
  isFieldsErased,
  isInventory,
  isOfRequest,
  type PartyFact,
} from './facts.js';
import { CATEGORIES, FIELD_CLASSES } from './field-classes.js';
import { foldInventory, type HeldRecord, type Inventory } from './fold-inventory.decision.js';
import { type InventoryFact, keyOf } from './inventory-fact.js';

export interface RecordClocks extends HeldRecord {
  readonly clocks: readonly FieldClock[];
}

/** Everything the clocks say about one party on one day. */
export interface PartyClocks {
  readonly relationship: Relationship;
  readonly records: readonly RecordClocks[];
  /** The first day on which some field has no basis left. */
  readonly dueOn?: CivilDate;
  /** When an order that is still open is over at the latest, so that its clocks say something else. */
  readonly lookAgainOn?: CivilDate;
  readonly erasedAt?: string;
  readonly subjectKind?: string;
  /** While one is open no clock erases. */
  readonly openRequests: readonly string[];
}

interface Incarnations {
  readonly erased?: ErasedFact;
  /** Records that came into being before the erasure: only what a law keeps of them may still be here. */
  readonly past: Inventory;
  readonly present: Inventory;
  readonly openRequests: readonly string[];
  /** Field classes that are gone, by record. */
  readonly gone: ReadonlyMap<string, ReadonlySet<string>>;
}

export function partyClocks(policy: Policy, facts: readonly PartyFact[], today: CivilDate): PartyClocks {
  const { erased, past, present, openRequests, gone } = incarnationsOf(facts);
  const relationship = relationshipOf(policy, present, today);
  const before = relationshipOf(policy, past, today);
  const context = contextOf(present, openRequests);
  const records = [
    ...past.records.map((record) => ({
      ...record,
      clocks: clocksUnderLaw(
        policy,
        retained(record, past, gone, pastContract(before, record, erased)),
        erased?.on ?? today,
        today,
        context,
      ),
    })),
    ...present.records.map((record) => ({
      ...record,
      clocks: clocksOf(policy, retained(record, present, gone, relationship), relationship, context),
    })),
  ].filter(({ clocks }) => clocks.length > 0);
  const clocks = records.flatMap((record) => record.clocks);
  const dueOn = earliest(clocks);
  const lookAgainOn = clocks.some(waitsForContract) ? latestEnd(before, relationship) : undefined;
  return {
    relationship,
    records,
    ...(dueOn !== undefined && { dueOn }),
    ...(lookAgainOn !== undefined && { lookAgainOn }),
    ...(erased !== undefined && { erasedAt: erased.at }),
    ...(present.subjectKind !== undefined && { subjectKind: present.subjectKind }),
    openRequests,
  };
}

/** What the person's own erasure request does to each record (Art. 17): open requests and clocks do not stand against it. */
export function partyVerdicts(
  policy: Policy,
  facts: readonly PartyFact[],
  today: CivilDate,
): readonly (RecordVerdict & { fields: readonly FieldVerdict[] })[] {
  const { erased, past, present, gone } = incarnationsOf(facts);
  const relationship = relationshipOf(policy, present, today);
  const before = relationshipOf(policy, past, today);
  return [past, present].flatMap((inventory) =>
    inventory.records.map((record) => {
      const contracts = inventory === past ? pastContract(before, record, erased) : relationship;
      const asHeld = retained(record, inventory, gone, contracts);
      const fields = erasureVerdict(policy, asHeld, today, contextOf(inventory, []));
      return { ...recordVerdict(record, fields), fields };
    }),
  );
}

function incarnationsOf(facts: readonly PartyFact[]): Incarnations {
  const erased = facts.filter(isErased).reduce<ErasedFact | undefined>(later, undefined);
  const inventory = facts.filter(isInventory);
  const closed = new Set(
    facts.filter(isOfRequest).flatMap((f) => (f.type === 'request.closed.v1' ? [f.request] : [])),
  );
  const opened = facts
    .filter(isOfRequest)
    .flatMap((f) => (f.type === 'request.opened.v1' ? [f.request] : []));
  const openRequests = [...new Set(opened)].filter((request) => !closed.has(request)).sort();
  const gone = goneFields(facts);
  if (erased === undefined)
    return { past: foldInventory([]), present: foldInventory(inventory), openRequests, gone };
  const isPast = pastRecords(inventory, erased.at);
  return {
    erased,
    past: foldInventory(inventory.filter((fact) => isPast.has(keyOf(fact)))),
    present: foldInventory(inventory.filter((fact) => !isPast.has(keyOf(fact)))),
    openRequests,
    gone,
  };
}

const later = (a: ErasedFact | undefined, b: ErasedFact): ErasedFact =>
  a === undefined || Date.parse(b.at) > Date.parse(a.at) ? b : a;

function pastRecords(facts: readonly InventoryFact[], erasedAt: string): ReadonlySet<string> {
  const moment = Date.parse(erasedAt);
  return new Set(facts.filter(({ at }) => Date.parse(at) < moment).map(keyOf));
}

function contextOf(inventory: Inventory, openRequests: readonly string[]): ClockContext {
  return {
    ...(inventory.subjectKind !== undefined && { subjectKind: inventory.subjectKind }),
    ...(inventory.roleEndedOn !== undefined && { roleEndedOn: inventory.roleEndedOn }),
    ...(inventory.lastActivityOn !== undefined && { lastContactOn: inventory.lastActivityOn }),
    holds: openRequests.map((id) => ({ id, hold: 'open-request' })),
  };
}

/** After an erasure only a law keeps a field; what it does not keep (any more) is due since then. */
function clocksUnderLaw(
  policy: Policy,
  record: RetainedRecord,
  erasedOn: CivilDate,
  today: CivilDate,
  context: ClockContext,
): readonly FieldClock[] {
  return erasureVerdict(policy, record, today, context).map(({ fieldClass, verdict, until, because }) => {
    const lastDayKept = verdict === 'keep' ? (until ?? null) : addDays(erasedOn, -1);
    const dueOn = lastDayKept === null ? null : addDays(lastDayKept, 1);
    return { fieldClass, dueOn, lastDayKept, basis: because, alsoHeldBy: [] };
  });
}

const ENDED = { state: 'ended' } as const;

/** The erasure ended everything but the orders it found being carried out; these are over like any other. */
function pastContract(
  before: Relationship,
  { order }: HeldRecord,
  erased: ErasedFact | undefined,
): Pick<Relationship, 'state'> {
  return order !== undefined && erased?.openOrders?.includes(order) === true ? before : ENDED;
}

const waitsForContract = ({ dueOn, basis }: FieldClock): boolean =>
  dueOn === null && basis.reason === 'contract-open';

function latestEnd(...relationships: readonly Relationship[]): CivilDate | undefined {
  const last = relationships
    .flatMap(({ endsOn }) => endsOn ?? [])
    .sort()
    .at(-1);
  return last === undefined ? undefined : addDays(last, 1);
}

/** The orders whose contract stands against an erasure. */
export const openOrdersIn = (
  verdicts: readonly { readonly fields: readonly FieldVerdict[] }[],
): readonly string[] => [
  ...new Set(
    verdicts.flatMap(({ fields }) =>
      fields.flatMap(({ because: { reason, fact } }) =>
        reason === 'contract-open' && fact !== undefined ? [fact] : [],
      ),
    ),
  ),
];

function goneFields(facts: readonly PartyFact[]): ReadonlyMap<string, ReadonlySet<string>> {
  const gone = new Map<string, Set<string>>();
  for (const fact of facts.filter(isFieldsErased)) {
    const known = gone.get(keyOf(fact)) ?? new Set();
    gone.set(keyOf(fact), known);
    for (const fieldClass of fact.fieldClasses) known.add(fieldClass);
  }
  return gone;
}

function retained(
  record: HeldRecord,
  inventory: Inventory,
  gone: ReadonlyMap<string, ReadonlySet<string>>,
  relationship: Pick<Relationship, 'state'>,
): RetainedRecord {
  const ofOrder = record.order === undefined ? [] : (inventory.byOrder.get(record.order) ?? []);
  const invoicedOn = ofOrder
    .filter(({ kind }) => kind === 'invoice')
    .map(({ on }) => on)
    .sort()[0];
  const claim = ofOrder.find(({ kind, open }) => kind === 'claim' && open === true);
  // An order nobody reports on any more is over once the relationship is.
  const openOrder =
    relationship.state === 'active' && (record.state === 'placed' || record.state === 'part-cancelled');
  const goneHere = gone.get(keyOf(record));
  const fieldClasses = FIELD_CLASSES[record.kind].filter((fieldClass) => goneHere?.has(fieldClass) !== true);
  return {
    id: record.record,
    kind: record.kind,
    category: CATEGORIES[record.kind],
    on: record.on,
    fieldClasses,
    ...(record.vat !== undefined && { vat: record.vat }),
    ...(invoicedOn !== undefined && { invoicedOn }),
    ...(claim !== undefined && { claimOpen: { claim: claim.record, need: 'claim not closed' } }),
    ...(openOrder && { contractOpen: { order: record.record } }),
  };
}

function earliest(clocks: readonly FieldClock[]): CivilDate | undefined {
  let first: CivilDate | undefined;
  for (const { dueOn } of clocks) if (dueOn !== null && (first === undefined || dueOn < first)) first = dueOn;
  return first;
}
