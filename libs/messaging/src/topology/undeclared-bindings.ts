import type { Topology } from './topology.js';

/** A binding as the management API tells it. */
export interface Binding {
  readonly source: string;
  readonly destination: string;
  readonly destination_type: string;
  readonly routing_key: string;
  readonly properties_key: string;
}

/** Bindings into our queues that the topology does not declare; what others bind to their own queues is theirs. */
export function undeclaredBindings(
  { queues, streams }: Pick<Topology, 'queues' | 'streams'>,
  there: readonly Binding[],
): readonly Binding[] {
  const wanted = new Map<string, ReadonlySet<string>>(
    [...queues, ...streams].map(({ name, bindings }) => [
      name,
      new Set(bindings.map(({ exchange, key }) => `${exchange} ${key}`)),
    ]),
  );
  return there.filter(
    ({ source, destination, destination_type, routing_key }) =>
      source !== '' &&
      destination_type === 'queue' &&
      wanted.get(destination)?.has(`${source} ${routing_key}`) === false,
  );
}
