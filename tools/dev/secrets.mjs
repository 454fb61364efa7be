import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
} from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
/** A folder each; apps/services.ts names the same ones, which a test holds. An image has only what was built of them. */
const folder = ['apps', 'dist/apps'].map((name) => join(root, name)).find((name) => existsSync(name));
export const services = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .toSorted((one, other) => (one < other ? -1 : 1));
const names = (list) => list.split(',').flatMap((word) => word.trim() || []);
/** Who takes part beside the services, as they read it themselves; `seloste topology apply` refuses a wrong name. */
export const registeredIn = ({ STORES, MARKETING_SERVICES } = process.env) => ({
  stores: names(STORES ?? 'web-store'),
  marketingServices: names(MARKETING_SERVICES ?? 'marketing-service'),
});
export const registeredEnv = ({ stores, marketingServices }) => ({
  STORES: stores.join(','),
  MARKETING_SERVICES: marketingServices.join(','),
});
/** Without these examples. */
export const without = ({ stores, marketingServices }, names) => {
  const others = (all) => all.filter((name) => !names.includes(name));
  return { stores: others(stores), marketingServices: others(marketingServices) };
};
export const brokerUsersOf = ({ stores, marketingServices }) => [
  ...services,
  ...stores,
  ...marketingServices,
  'restore',
];
export const brokerUsers = brokerUsersOf(registeredIn({}));
export const databaseUsers = [...services, 'web-store', 'backup', 'restore'];
export const issuer = 'urn:seloste:development';
export const audience = 'seloste';

/** Whoever has the development issuer's file can give himself any role, so it works nowhere else. */
export function forDevelopmentOnly({ SELOSTE_PROFILE: profile = 'embedded' } = process.env) {
  if (['embedded', 'development'].includes(profile)) return;
  throw new Error(
    `the development issuer works in the profiles embedded and development only; SELOSTE_PROFILE says ${profile}`,
  );
}

const secret = (bytes = 32) => randomBytes(bytes).toString('base64url');
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
const keyRing = (kid) => json({ current: kid, keys: { [kid]: secret() } });
const read = (dir, name) => JSON.parse(readFileSync(join(dir, name), 'utf8'));

/** Never half a file, and never a second one: whoever comes later reads the first. */
function once(dir, name, make) {
  const file = join(dir, name);
  if (existsSync(file)) return;
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, make(), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

const newSigningKey = () =>
  generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' });

function newIssuer() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = privateKey.export({ format: 'jwk' });
  const { crv, kty, x, y } = jwk;
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  return { ...jwk, kid, alg: 'ES256', use: 'sig' };
}

/** Users that came with a later version get their passwords; nobody's changes. */
function addUsers(dir, name, users) {
  once(dir, name, () => json({}));
  const known = read(dir, name);
  const missing = users.filter((user) => known[user] === undefined);
  if (missing.length === 0) return;
  const draft = join(dir, `${name}.${process.pid}.tmp`);
  const added = Object.fromEntries(missing.map((user) => [user, secret(18)]));
  writeFileSync(draft, json({ ...known, ...added }), { mode: 0o600 });
  renameSync(draft, join(dir, name));
}

/** What stored data cannot be read or found again without. */
const irreplaceable = [
  ...services.map((service) => `master-${service}.key`),
  'hash-keys.json',
  'link-keys.json',
];

/**
 * The development secrets, made once. `data` names folders of databases that were written with them:
 * where one exists, a missing key is an error and never replaced by a new one.
 */
export function ensureSecrets(dir, { data = [], registered = registeredIn() } = {}) {
  const lost = irreplaceable.filter((name) => !existsSync(join(dir, name)));
  const orphaned = data.find((folder) => existsSync(folder));
  if (lost.length > 0 && orphaned) {
    throw new Error(
      `${lost.join(', ')} missing in ${dir}, yet data written with them lies in ${orphaned}; put them back, or start with --clean to lose that data`,
    );
  }
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  for (const service of services) once(dir, `master-${service}.key`, () => `${secret()}\n`);
  once(dir, 'hash-keys.json', () => keyRing('h1'));
  once(dir, 'link-keys.json', () => keyRing('l1'));
  for (const service of services) once(dir, `journal-${service}.key`, () => `${secret()}\n`);
  addUsers(dir, 'broker-users.json', brokerUsersOf(registered));
  addUsers(dir, 'database-users.json', databaseUsers);
  once(dir, 'dev-issuer.private.jwk.json', () => json(newIssuer()));
  once(dir, 'jwks.json', () => {
    const { d: _private, ...key } = read(dir, 'dev-issuer.private.jwk.json');
    return json({ keys: [key] });
  });
  once(dir, 'officer.pem', newSigningKey);
  for (const service of services) once(dir, `ledger-${service}.pem`, newSigningKey);
  once(dir, 'officers.yaml', () => {
    const key = createPublicKey(readFileSync(join(dir, 'officer.pem')));
    const publicKey = key.export({ format: 'der', type: 'spki' }).toString('base64');
    // Without an `id`, which versions before this one refuse: in the fault suite they share the file.
    return `- { name: officer-1, publicKey: ${publicKey} }\n`;
  });
  return dir;
}

export const brokerPassword = (dir, user) => read(dir, 'broker-users.json')[user];
export const databasePassword = (dir, user) => read(dir, 'database-users.json')[user];

/** A token of the development issuer; the role store also says which store it is. */
export function mintToken(
  dir,
  { role, sub, minutes = 60, source = role === 'store' ? 'web-store' : undefined },
) {
  forDevelopmentOnly();
  const key = read(dir, 'dev-issuer.private.jwk.json');
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: 'ES256', typ: 'JWT', kid: key.kid };
  const claims = {
    iss: issuer,
    aud: audience,
    sub,
    role,
    source,
    iat: now,
    exp: now + Math.round(minutes * 60),
    jti: secret(12),
  };
  const content = `${encode(header)}.${encode(claims)}`;
  const privateKey = createPrivateKey({ key, format: 'jwk' });
  return `${content}.${sign('sha256', Buffer.from(content), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
