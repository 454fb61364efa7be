import { serviceNames } from '../../../apps/services.js';
import type { Diagnosis } from '#service';
import { error, type Finding, inArea, warning } from './finding.js';

/** One service as it was met; without a diagnosis it did not answer, or refused to. */
export interface Met {
  readonly service: string;
  readonly diagnosis?: Diagnosis;
  readonly refusal?: string;
  /** Seconds by which its clock is ahead of this machine's. */
  readonly aheadSeconds?: number;
}

export const judgeServices = (met: readonly Met[]): readonly Finding[] => {
  const there = met.flatMap(({ diagnosis }) => diagnosis ?? []);
  return [
    ...inArea('configuration', 'the services are configured alike', [
      ...met.flatMap(({ refusal }) =>
        refusal === undefined
          ? []
          : [error(refusal, 'start it; where it does not start, its stderr names each wrong variable')],
      ),
      ...serviceNames
        .filter((name) => !met.some(({ service }) => service === name))
        .map((name) => warning(`nobody said where ${name} is`, 'add it to SELOSTE_SERVICES')),
      ...profiles(there),
      ...alike(there),
    ]),
    ...inArea(
      'permissions',
      'each service may do in its own databases what it does, and nothing else anywhere; its key files are closed',
      [
        ...there.flatMap(databaseRights),
        ...there.flatMap(({ service, openFiles }) =>
          openFiles.map((variable) =>
            warning(
              `any user of its machine can read the ${variable} of ${service}`,
              'chmod 600, or 700 for its folder; in a container nobody else is there',
            ),
          ),
        ),
      ],
    ),
    ...inArea('drift', 'indexes, migrations and erasure ledgers are as they should be', [
      ...there.flatMap(indexDrift),
      ...there.flatMap(migrationDrift),
      ...there.flatMap(erasures),
    ]),
  ];
};

function profiles(there: readonly Diagnosis[]) {
  const used = [...new Set(there.map(({ profile }) => profile))];
  return [
    ...(used.length > 1
      ? [error(`the services run in different profiles: ${used.join(', ')}`, 'set SELOSTE_PROFILE alike')]
      : used
          .filter((profile) => profile !== 'production')
          .map((profile) =>
            warning(
              `the services run in the profile ${profile}`,
              'production, where it is not to try things out',
            ),
          )),
    ...there
      .filter(({ clockPinned }) => clockPinned)
      .map(({ service }) =>
        warning(`the clock of ${service} stands still`, 'leave SELOSTE_CLOCK out, unless this is a test'),
      ),
  ];
}

const CURES = {
  issuer: 'set JWT_ISSUER, JWT_AUDIENCE and JWT_ALGORITHMS alike',
  officers: 'give all the same OFFICERS_FILE; a version that one accepts is parked at the other',
  policies: 'give all the same POLICY_DIR; a published version arrives by itself within seconds',
  'hash keys': 'give all the same HASH_KEYS_FILE: a person has one reference at one and another at the other',
  'who takes part':
    'give all the same STORES and MARKETING_SERVICES: one parks what comes from whom another takes for registered',
} as const;

function alike(there: readonly Diagnosis[]) {
  return Object.entries(CURES).flatMap(([what, todo]) => {
    const groups = new Map<string, string[]>();
    for (const one of there) {
      const print = one.alike[what as keyof typeof CURES];
      const words = {
        policies: ` (${one.policies.join(', ')})`,
        'hash keys': ` (${one.hashKids.join(', ')})`,
      };
      const named = `${one.service}${words[what as keyof typeof words] ?? ''}`;
      groups.set(print, [...(groups.get(print) ?? []), named]);
    }
    if (groups.size < 2) return [];
    return [
      error(`${what}: ${[...groups.values()].map((names) => names.join(', ')).join(' differ from ')}`, todo),
    ];
  });
}

function databaseRights({ service, profile, databases }: Diagnosis) {
  return Object.entries(databases).flatMap(([name, { authenticated, beyond }]) => {
    if (!authenticated) {
      const judge = profile === 'production' ? error : warning;
      return [
        judge(
          `the ${name} server of ${service} asks for no password`,
          'start mongod with authentication and a user per service',
        ),
      ];
    }
    return beyond.map((more) =>
      error(
        `the ${name} user of ${service} may ${more}`,
        'seloste databases apply takes away what is not declared; use no other user',
      ),
    );
  });
}

const migrationDrift = ({ service, migrations: { pending, unknown } }: Diagnosis) => [
  ...pending.map((name) => error(`${service}: the migration ${name} is pending`, 'seloste databases apply')),
  ...unknown.map((name) =>
    error(
      `${service}: its database has the migration ${name} of a newer version`,
      'start the newer version: this one does not start again',
    ),
  ),
];

const indexDrift = ({ service, indexes }: Diagnosis) =>
  indexes.map((line) =>
    line.endsWith('not declared')
      ? warning(`${service}: ${line}`, 'drop it if nobody needs it: each index slows every write')
      : error(
          `${service}: ${line}`,
          'drop the index of that name and start the service again: it makes what is missing',
        ),
  );

const erasures = ({ service, erasuresMissing }: Diagnosis) =>
  erasuresMissing.map((words) =>
    error(
      `the erasure ledger of ${service}: ${words}`,
      'bring it back from a copy of ERASURE_LEDGER_DIR: a restore without it may bring erased people back',
    ),
  );
