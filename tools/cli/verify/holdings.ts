import { PolicyPublished } from '#contracts';
import { serviceNamed, type ServiceName, services } from '../../../apps/services.js';

/** Whose numbered facts a service keeps, under the publisher's lane and number: what `seloste verify` compares. */
export interface Holding {
  readonly holder: string;
  readonly of: string;
  /** Of all that the publisher numbers, only the published policies. */
  readonly only?: 'policies';
  /** The publisher takes whole facts away in time, of which the holder keeps that they were. */
  readonly forgets?: true;
}

export const HOLDINGS: readonly Holding[] = services.flatMap(({ name: holder, follows }) =>
  follows.map(({ of, types }) => ({
    holder,
    of,
    ...(types.every((type) => type === PolicyPublished.type) && { only: 'policies' as const }),
    ...(serviceNamed(of as ServiceName).forgets === true && { forgets: true as const }),
  })),
);
