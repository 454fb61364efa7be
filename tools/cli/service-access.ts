import { Failure, ofTheRun, UsageError, type Surroundings } from './surroundings.js';

export interface ServiceAccess {
  readonly name: string;
  readonly url: string;
}

/** Addresses from SELOSTE_SERVICES, a JSON object, or from the embedded run. */
export async function servicesOf(around: Surroundings): Promise<readonly ServiceAccess[]> {
  const given = around.env['SELOSTE_SERVICES'] ?? (await ofTheRun(around, 'addresses.json'));
  if (given === undefined) {
    throw new UsageError(
      `no service is known: set SELOSTE_SERVICES='{"consent":"http://…"}', or run npm start`,
    );
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(given);
  } catch {
    throw new UsageError('SELOSTE_SERVICES is not JSON');
  }
  const entries = Object.entries((parsed ?? {}) as Record<string, unknown>);
  return entries.map(([name, url]) => {
    if (typeof url !== 'string' || !URL.canParse(url))
      throw new UsageError(`SELOSTE_SERVICES: no address of ${name}`);
    return { name, url: url.replace(/\/+$/, '') };
  });
}

export async function serviceNamed(around: Surroundings, name: string): Promise<ServiceAccess> {
  const services = await servicesOf(around);
  const found = services.find((service) => service.name === name);
  if (found !== undefined) return found;
  throw new UsageError(
    `there is no service ${name}; known: ${services.map((service) => service.name).join(', ')}`,
  );
}

/** A call of an ops endpoint. */
export const askOps = <T>(
  around: Surroundings,
  service: ServiceAccess,
  path: string,
  body?: object,
): Promise<T> => askAs<T>(around, 'ops', service, path, body);

/** A call with the token from SELOSTE_TOKEN, or of the embedded run for this role. */
export async function askAs<T>(
  around: Surroundings,
  role: 'ops' | 'officer',
  { name, url }: ServiceAccess,
  path: string,
  body?: object,
): Promise<T> {
  const response = await answerOf(name, `${url}${path}`, {
    headers: {
      authorization: await bearerOf(around, role),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  return readAnswer<T>(name, response);
}

/** A long answer, piece by piece. */
export async function* streamAs(
  around: Surroundings,
  role: 'officer',
  { name, url }: ServiceAccess,
  path: string,
): AsyncGenerator<string> {
  const headers = { authorization: await bearerOf(around, role) };
  const response = await answerOf(name, `${url}${path}`, { headers }, MOST_STREAMED_MS);
  if (!response.ok || response.body === null) return void (await readAnswer(name, response));
  try {
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) yield text;
  } catch (error) {
    throw new Failure(`${name} broke off its answer`, { cause: error });
  }
}

async function bearerOf(around: Surroundings, role: 'ops' | 'officer'): Promise<string> {
  const token = around.env['SELOSTE_TOKEN'] ?? (await ofTheRun(around, `${role}.token`));
  if (token === undefined)
    throw new UsageError(`an access token with the role ${role} is needed: set SELOSTE_TOKEN`);
  return `Bearer ${token}`;
}

async function readAnswer<T>(name: string, response: Response): Promise<T> {
  const answer = (await response.json().catch(() => undefined)) as
    | T
    | { title?: string; errors?: unknown }
    | undefined;
  if (response.ok && answer !== undefined) return answer as T;
  const { title = 'no further word', errors } = (answer ?? {}) as {
    title?: string;
    errors?: { field: string; reason: string }[];
  };
  const fields = (errors ?? []).map(({ field, reason }) => `; ${field} ${reason}`).join('');
  throw new Failure(`${name} answered ${response.status}: ${title}${fields}`);
}

const MOST_STREAMED_MS = 600_000;

export async function answerOf(
  name: string,
  url: string,
  init: RequestInit = {},
  withinMs = 15_000,
): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(withinMs) });
  } catch (error) {
    throw new Failure(`${name} does not answer at ${new URL(url).origin}`, { cause: error });
  }
}
