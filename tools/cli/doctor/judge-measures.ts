import { error, type Finding, inArea, warning } from './finding.js';

/** What one service measures, from its `/metrics`. */
export interface Measures {
  readonly service: string;
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Clocks other than those of the services: seconds by which each is ahead of this machine's. */
export type Clocks = Readonly<Record<string, number>>;

const MOST_OFF_S = 2;

export function readSamples(text: string): readonly Sample[] {
  return [...text.matchAll(/^([a-z_]+)(?:\{([^}]*)\})? (\S+)$/gm)].map(
    ([, name = '', labels = '', value]) => ({
      name,
      labels: Object.fromEntries(
        [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', word = '']) => [label, word]),
      ),
      value: Number(value),
    }),
  );
}

export function judgeMeasures(measures: readonly Measures[], clocks: Clocks): readonly Finding[] {
  const of = (name: string) =>
    measures.flatMap(({ service, samples }) =>
      samples.filter((one) => one.name === name).map(({ labels, value }) => ({ service, labels, value })),
    );
  return [
    ...inArea('clock', `no clock is off by more than ${MOST_OFF_S} s`, [
      ...Object.entries(clocks)
        .filter(([, ahead]) => Math.abs(ahead) > MOST_OFF_S)
        .map(([whose, ahead]) => error(`the clock of ${whose} is ${off(ahead)} this machine's`, CLOCK_CURE)),
      ...of('seloste_clock_ahead_seconds')
        .filter(({ value }) => Math.abs(value) > MOST_OFF_S)
        .map(({ service, labels, value }) =>
          error(
            `the clock of the ${labels['server']} server is ${off(value)} that of ${service}`,
            CLOCK_CURE,
          ),
        ),
    ]),
    ...inArea(
      'disk',
      'the databases have room',
      of('seloste_database_disk_free_ratio').flatMap(({ service, labels, value }) => {
        if (value >= 0.2) return [];
        const judge = value < 0.1 ? error : warning;
        return [
          judge(
            `the disk under the ${labels['database']} database of ${service} is ${percent(1 - value)} full`,
            'make the volume larger',
          ),
        ];
      }),
    ),
    ...inArea(
      'certificates',
      'no certificate ends within three weeks',
      of('seloste_certificate_days_left').flatMap(({ service, labels, value }) =>
        judgeCertificate(`the certificate that ${labels['server']} shows to ${service}`, value),
      ),
    ),
    ...inArea(
      'records',
      'whatever is stored can be computed',
      of('seloste_not_computable')
        .filter(({ value }) => value > 0)
        .map(({ service, labels, value }) =>
          error(
            `${service} cannot compute what it holds of ${value} parties or commands (${labels['reason']})`,
            'docs/operating.md, SelosteNotComputable: nothing of theirs is erased until then',
          ),
        ),
    ),
    ...inArea('queues', 'canaries come back, nothing is parked or owed for long', [
      ...of('seloste_canary_seconds')
        .filter(({ value }) => value > 60)
        .map(({ labels, value }) =>
          error(
            `no canary has come back through ${labels['queue']} for ${Math.round(value)} s`,
            'seloste queues; then start its service again',
          ),
        ),
      ...of('seloste_queue_age_seconds')
        .filter(({ value }) => value > 60)
        .map(({ labels, value }) =>
          warning(
            `a message waits ${Math.round(value)} s in ${labels['queue']}`,
            'start another instance of its service',
          ),
        ),
      ...of('seloste_parked')
        .filter(({ value }) => value > 0)
        .map(({ service, value }) =>
          warning(`${value} messages are parked at ${service}`, 'seloste parked list'),
        ),
      ...of('seloste_owed_oldest_seconds')
        .filter(({ value }) => value > 60)
        .map(({ service, value }) =>
          error(`${service} has owed an event for ${Math.round(value)} s`, 'seloste owed'),
        ),
    ]),
  ];
}

/** Also for what this machine asks itself. */
export function judgeCertificate(whose: string, days: number) {
  if (days >= 21) return [];
  const judge = days < 7 ? error : warning;
  const when = days < 0 ? 'has ended' : `ends in ${Math.floor(days)} days`;
  return [judge(`${whose} ${when}`, 'put a new one in place')];
}

const CLOCK_CURE = 'mend the time service of the machine that is off';
const off = (ahead: number): string => `${Math.abs(ahead).toFixed(1)} s ${ahead > 0 ? 'ahead of' : 'behind'}`;
const percent = (share: number): string => `${Math.round(share * 100)} %`;
