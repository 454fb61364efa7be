import type { RecordKind } from '#contracts';
import type { CivilDate } from '#policy';
import {
  type InventoryFact,
  keyOf,
  RELATIONSHIP_ENDED,
  ROLE_ENDED,
  type RecordMark,
} from './inventory-fact.js';

type OrderState =
  | 'unplaced'
  | 'placed'
  | 'delivered'
  | 'part-cancelled'
  | 'cancelled'
  | 'part-returned'
  | 'returned';

export interface HeldRecord {
  readonly record: string;
  readonly kind: RecordKind;
  /** The earliest date known of the record: when it came into being. */
  readonly on: CivilDate;
  /** Something of it has a date that cannot be true, so that the day of taking in stands for it. */
  readonly doubted?: true;
  readonly vat?: 'domestic' | 'oss';
  readonly order?: string;
  readonly state?: OrderState;
  /** A claim that is still open, or whose opening has not arrived yet. */
  readonly open?: boolean;
  readonly closedOn?: CivilDate;
}

/** What is known of one party, folded from its facts; the same for any order and any repetition of them. */
export interface Inventory {
  readonly firstOn?: CivilDate;
  readonly lastActivityOn?: CivilDate;
  readonly endedOn?: CivilDate;
  readonly roleEndedOn?: CivilDate;
  readonly subjectKind?: string;
  readonly records: readonly HeldRecord[];
  readonly byOrder: ReadonlyMap<string, readonly HeldRecord[]>;
  /** Held in role processor for another controller; no clock of ours, no part of our replies. */
  readonly heldForOthers: number;
}

const least = (a: CivilDate | undefined, b: CivilDate): CivilDate => (a === undefined || b < a ? b : a);
const most = (a: CivilDate | undefined, b: CivilDate): CivilDate => (a === undefined || b > a ? b : a);

export function foldInventory(facts: readonly InventoryFact[]): Inventory {
  let firstOn: CivilDate | undefined;
  let lastActivityOn: CivilDate | undefined;
  let endedOn: CivilDate | undefined;
  let roleEndedOn: CivilDate | undefined;
  let subjectKind: string | undefined;
  const byRecord = new Map<string, InventoryFact[]>();
  const others = new Set<string>();
  for (const fact of facts) {
    if (fact.controller !== undefined) {
      others.add(fact.record);
      continue;
    }
    firstOn = least(firstOn, fact.on);
    if (fact.ownAct) lastActivityOn = most(lastActivityOn, fact.on);
    if (fact.type === RELATIONSHIP_ENDED) endedOn = most(endedOn, fact.on);
    if (fact.type === ROLE_ENDED) roleEndedOn = most(roleEndedOn, fact.on);
    if (fact.subjectKind !== undefined) subjectKind = stricterKind(subjectKind, fact.subjectKind);
    const key = keyOf(fact);
    const known = byRecord.get(key);
    if (known === undefined) byRecord.set(key, [fact]);
    else known.push(fact);
  }
  const vatByOrder = vatOfOrders(facts);
  const records = [...byRecord.values()].map((ofRecord) => recordOf(ofRecord, vatByOrder));
  records.sort((a, b) => compare(a.on, b.on) || compare(a.kind, b.kind) || compare(a.record, b.record));
  return {
    ...(firstOn !== undefined && { firstOn }),
    ...(lastActivityOn !== undefined && { lastActivityOn }),
    ...(endedOn !== undefined && { endedOn }),
    ...(roleEndedOn !== undefined && { roleEndedOn }),
    ...(subjectKind !== undefined && { subjectKind }),
    records,
    byOrder: groupByOrder(records),
    heldForOthers: others.size,
  };
}

function groupByOrder(records: readonly HeldRecord[]): ReadonlyMap<string, readonly HeldRecord[]> {
  const byOrder = new Map<string, HeldRecord[]>();
  for (const record of records) {
    if (record.order === undefined) continue;
    const known = byOrder.get(record.order);
    if (known === undefined) byOrder.set(record.order, [record]);
    else known.push(record);
  }
  return byOrder;
}

/** Where facts disagree on who someone is, the consumer's stricter rules hold. */
const stricterKind = (a: string | undefined, b: string): string =>
  a === undefined || b === 'consumer' ? b : a === 'consumer' || a < b ? a : b;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function vatOfOrders(facts: readonly InventoryFact[]): ReadonlyMap<string, 'domestic' | 'oss'> {
  const vat = new Map<string, 'domestic' | 'oss'>();
  for (const fact of facts) {
    if (fact.vat === undefined || fact.order === undefined) continue;
    if (vat.get(fact.order) !== 'oss') vat.set(fact.order, fact.vat);
  }
  return vat;
}

function recordOf(
  facts: readonly InventoryFact[],
  vatByOrder: ReadonlyMap<string, 'domestic' | 'oss'>,
): HeldRecord {
  const first = facts[0] as InventoryFact;
  const marks = new Set(facts.map(({ mark }) => mark));
  const vat = first.order === undefined ? undefined : vatByOrder.get(first.order);
  const closed = facts.filter(({ mark }) => mark === 'closed').map(({ on }) => on);
  return {
    record: first.record,
    kind: first.kind,
    on: facts.map(({ on }) => on).reduce(least),
    ...(facts.some(({ doubted }) => doubted) && { doubted: true }),
    ...(vat !== undefined && { vat }),
    ...(first.order !== undefined && { order: first.order }),
    ...(first.kind === 'order' && { state: orderState(marks) }),
    ...(first.kind === 'claim' && { open: closed.length === 0 }),
    ...(closed.length > 0 && { closedOn: closed.reduce(most) }),
  };
}

/** From all that happened to an order, whatever came first: the furthest-reaching thing names its state. */
function orderState(marks: ReadonlySet<RecordMark>): OrderState {
  if (marks.has('cancelled')) return 'cancelled';
  if (marks.has('returned')) return 'returned';
  if (marks.has('part-returned')) return 'part-returned';
  if (marks.has('part-cancelled')) return 'part-cancelled';
  if (marks.has('delivered')) return 'delivered';
  return marks.has('opened') ? 'placed' : 'unplaced';
}
