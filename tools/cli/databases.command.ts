import type { Command } from 'commander';
import { openMongo } from '#storage';
import { applyDatabases } from './databases/apply-databases.js';
import { allNames } from './databases/service-databases.js';
import { mongoOptions } from './certificates.js';
import { show, withFormat } from './output.js';
import { required, type Surroundings } from './surroundings.js';
import { usersIn } from './users-file.js';

export function addDatabases(program: Command, around: Surroundings): void {
  const databases = program
    .command('databases')
    .description('migrations, indexes and users of the services in MongoDB')
    .addHelpText(
      'after',
      `
Environment:
  MONGODB_ADMIN_URI     as a user who may administer databases and users; MONGODB_CA_FILE where TLS is spoken
  DATABASE_USERS_FILE   a JSON file, database user → password: the four services, backup, restore

Example:
  $ seloste databases apply     # before a service of a new version starts; may be repeated at any time`,
    );
  withFormat(databases.command('apply'))
    .description('put everything in place; no database is ever dropped')
    .action(async (options: { format: string }) => {
      const { MONGODB_ADMIN_URI: uri } = required(around.env, 'MONGODB_ADMIN_URI');
      const users = await usersIn(around, 'DATABASE_USERS_FILE');
      const admin = await openMongo(uri, mongoOptions(around));
      try {
        const { users: put, migrations } = await applyDatabases(admin, { users });
        const names = allNames().flatMap(({ data, keys }) => [data, keys]);
        show(around, options, { databases: names, users: put, migrations }, () =>
          [
            ...migrations.map((one) => `applied: ${one}`),
            `${names.length} databases and ${put.length} users stand as declared`,
          ].join('\n'),
        );
      } finally {
        await admin.close();
      }
    });
}
