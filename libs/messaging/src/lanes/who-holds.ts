import type { ServiceName } from '../topology/topology.js';

/** Whose numbered facts a service keeps, under the publisher's lane and number: what `seloste verify` compares. */
export interface Holding {
  readonly holder: ServiceName;
  readonly of: ServiceName;
  /** Of all that the publisher numbers, only the published policies. */
  readonly only?: 'policies';
  /** The publisher takes whole facts away in time, of which the holder keeps that they were. */
  readonly forgets?: true;
}

export const HOLDINGS: readonly Holding[] = [
  { holder: 'consent', of: 'marketing-suppression' },
  { holder: 'marketing-suppression', of: 'consent' },
  { holder: 'retention', of: 'subject-requests', forgets: true },
  { holder: 'retention', of: 'consent', only: 'policies' },
  { holder: 'subject-requests', of: 'consent', only: 'policies' },
];
