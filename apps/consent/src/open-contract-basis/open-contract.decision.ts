import { buyerParty, type CloudEvent, type OrderPlaced } from '#contracts';
import { describeContact } from '../describe-contact.decision.js';
import type { OrderAct } from '../directory-act.js';

/** An order opens the contract basis of its buyer, once, however often it is told; a guest's contact comes with it. */
export function openContract({ source: from, data }: CloudEvent<OrderPlaced>): OrderAct {
  const source = from.slice(1);
  const {
    order,
    placedAt: at,
    buyer,
    buyerKind,
    buyerContact,
    country,
    productGroups,
    addressCollection,
  } = data;
  return {
    _id: `${source}/order/${order}`,
    type: 'contract.opened',
    act: 'ordered',
    via: 'subject',
    party: buyerParty(source, buyer, order),
    at,
    order,
    productGroups,
    contact: describeContact(buyerContact),
    kind: buyerKind,
    country,
    ...(addressCollection !== undefined && { collection: addressCollection }),
  };
}
