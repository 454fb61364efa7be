import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Everything messaging measures; made once per registry. Queue, type and reason are ours, never a sender's words. */
export interface MessagingMetrics {
  readonly handled: Counter<'queue' | 'type'>;
  readonly retried: Counter<'queue'>;
  readonly prefetch: Gauge<'queue'>;
  readonly alone: Counter<'queue'>;
  readonly parked: Counter<'queue' | 'reason'>;
  readonly unknownFields: Counter<'type'>;
  readonly batchSize: Histogram<'queue'>;
  readonly paused: Gauge<'queue'>;
  readonly queueAge: Gauge<'queue'>;
  readonly queueDepth: Gauge<'queue'>;
  readonly canarySince: Gauge<'queue'>;
  readonly stalled: Counter<'queue'>;
  readonly returned: Counter<'exchange'>;
  readonly published: Counter<'outcome'>;
  readonly owed: Gauge;
  readonly owedOldest: Gauge;
}

const made = new WeakMap<Registry, MessagingMetrics>();

export function messagingMetrics(registry: Registry): MessagingMetrics {
  const known = made.get(registry);
  if (known !== undefined) return known;
  const named = <L extends string>(name: string, help: string, ...labelNames: L[]) => ({
    name: `seloste_${name}`,
    help,
    labelNames,
    registers: [registry],
  });
  const metrics: MessagingMetrics = {
    handled: new Counter(named('events_handled_total', 'Events whose handler said done', 'queue', 'type')),
    retried: new Counter(named('events_retried_total', 'Events put back for a later attempt', 'queue')),
    prefetch: new Gauge(
      named('consumer_prefetch', 'Messages that may be here unsettled; fewer after large ones', 'queue'),
    ),
    alone: new Counter(
      named(
        'messages_alone_total',
        'Messages that came alone: a process had them in hand when it died',
        'queue',
      ),
    ),
    parked: new Counter(named('events_parked_total', 'Messages parked, by reason', 'queue', 'reason')),
    unknownFields: new Counter(named('events_unknown_fields_total', 'Fields ignored and not stored', 'type')),
    batchSize: new Histogram({
      ...named('batch_size', 'Messages handled at once', 'queue'),
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500],
    }),
    paused: new Gauge(named('consumer_paused', '1 while the database is away', 'queue')),
    queueAge: new Gauge(
      named('queue_age_seconds', 'How long a message waits in the queue, by canary', 'queue'),
    ),
    queueDepth: new Gauge(named('queue_depth', 'Messages ready in the queue', 'queue')),
    canarySince: new Gauge(
      named('canary_seconds', 'Seconds since a canary last came back through the queue', 'queue'),
    ),
    stalled: new Counter(
      named('consumer_stalled_total', 'Times a consumer had work and did not move', 'queue'),
    ),
    returned: new Counter(named('publish_returned_total', 'Events no queue is bound for', 'exchange')),
    published: new Counter(named('published_total', 'Events published, by outcome', 'outcome')),
    owed: new Gauge(named('owed', 'Facts whose events the broker has not confirmed, seen by the relay')),
    owedOldest: new Gauge(named('owed_oldest_seconds', 'Age of the oldest of them')),
  };
  made.set(registry, metrics);
  return metrics;
}
