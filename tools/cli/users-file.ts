import { readFile } from 'node:fs/promises';
import { required, UsageError, type Surroundings } from './surroundings.js';

/** User → password; the passwords stay in the file and in the server. */
export async function usersIn({ env }: Surroundings, variable: string): Promise<Record<string, string>> {
  const { [variable]: file = '' } = required(env, variable);
  let users: unknown;
  try {
    users = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    // oxlint-disable-next-line preserve-caught-error -- a JSON error quotes the text, and the text is a password
    throw new UsageError(`${variable} ${why}`);
  }
  const good =
    typeof users === 'object' &&
    users !== null &&
    Object.values(users).every((password) => typeof password === 'string' && password.length >= 8);
  if (!good)
    throw new UsageError(`${variable} must be a JSON object: user → password of 8 or more characters`);
  return users as Record<string, string>;
}
