import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const fileOf = (data) => join(data, '..', 'mongo.key');

/** The file that members of a replica set know each other by. It is made once and stays beside the data. */
export function keyOf(data) {
  const file = fileOf(data);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) writeFileSync(file, randomBytes(96).toString('hex'), { mode: 0o400 });
  return { file, secret: readFileSync(file, 'utf8').trim() };
}

/** The passwords are random and long, so that the fewest rounds do. */
export const keyArguments = (key) =>
  key === undefined ? [] : ['--keyFile', key.file, '--setParameter', 'scramSHA256IterationCount=5000'];

/** Who has the key file is the server itself, also where there is no user yet: data of a run without passwords goes on. */
export const asTheServer = (key) => `__system:${key.secret}@`;

/** May do everything: for setting up, and for tests. */
export const adminUser = (key) => ({
  user: 'seloste-admin',
  password: createHash('sha256').update(`admin ${key.secret}`).digest('hex').slice(0, 36),
  roles: ['root'],
});

const exists = 51_003;
const mechanisms = ['SCRAM-SHA-256'];

/** Repeatable; a password that has changed is changed in the database. */
export async function putUser(admin, { user, password, roles }) {
  try {
    await admin.command({ createUser: user, pwd: password, roles, mechanisms });
  } catch (error) {
    if (error.code !== exists) throw error;
    await admin.command({ updateUser: user, pwd: password, roles, mechanisms });
  }
}
