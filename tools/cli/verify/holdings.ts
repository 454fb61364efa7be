import { countedTypesOf, factOf, partsOfLane, PolicyPublished } from '#contracts';
import { serviceNamed, type ServiceName, services } from '../../../apps/services.js';

/** Whose numbered facts a service keeps, under the publisher's lane and number: what `seloste verify` compares. */
export interface Holding {
  readonly holder: string;
  readonly of: string;
  /** The events it takes: of any other that the publisher numbers it need have nothing. */
  readonly types: readonly string[];
  /** Of all that the publisher numbers, only the published policies. */
  readonly only?: 'policies';
  /** The publisher takes whole facts away in time, of which the holder keeps that they were. */
  readonly forgets?: true;
}

export const HOLDINGS: readonly Holding[] = services.flatMap(({ name: holder, follows }) =>
  follows.map(({ of, types }) => ({
    holder,
    of,
    types,
    ...(types.every((type) => type === PolicyPublished.type) && { only: 'policies' as const }),
    ...(serviceNamed(of as ServiceName).forgets === true && { forgets: true as const }),
  })),
);

/**
 * Whether the holder must have what the lane numbers. A lane of no one type is an older version's and numbers every type:
 * it is compared where the holder takes every one, or where the publisher is asked for its policies only.
 */
export function mustHold({ of, types, only }: Pick<Holding, 'of' | 'types' | 'only'>, lane: string): boolean {
  const { type: numbered } = partsOfLane(lane);
  if (numbered !== undefined) return types.some((type) => factOf(type) === factOf(numbered));
  return only !== undefined || countedTypesOf(of).every((type) => types.includes(type));
}
