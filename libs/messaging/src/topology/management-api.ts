import { setTimeout as pause } from 'node:timers/promises';

const TRIES = 4;

/** RabbitMQ's management HTTP API, as much of it as the topology needs. */
export interface BrokerAdmin {
  readonly user: string;
  readonly password: string;
}

export class ManagementError extends Error {
  override readonly name = 'ManagementError';
  constructor(
    readonly status: number,
    what: string,
  ) {
    super(`the broker's management API answered ${status} to ${what}`);
  }
}

export class ManagementApi {
  readonly #base: string;
  readonly #authorization: string;

  constructor(managementUrl: string, admin: BrokerAdmin) {
    this.#base = `${managementUrl.replace(/\/+$/, '')}/api`;
    this.#authorization = `Basic ${Buffer.from(`${admin.user}:${admin.password}`).toString('base64')}`;
  }

  /** undefined where there is no such thing. */
  async get<T>(...path: readonly string[]): Promise<T | undefined> {
    const response = await this.#request('GET', path);
    if (response.status === 404) {
      await response.body?.cancel();
      return undefined;
    }
    return (await this.#accepted(response, 'GET', path).json()) as T;
  }

  async put(body: object, ...path: readonly string[]): Promise<void> {
    await this.#accepted(await this.#request('PUT', path, body), 'PUT', path).body?.cancel();
  }

  async post(body: object, ...path: readonly string[]): Promise<void> {
    await this.#accepted(await this.#request('POST', path, body), 'POST', path).body?.cancel();
  }

  async delete(...path: readonly string[]): Promise<void> {
    const response = await this.#request('DELETE', path);
    if (response.status !== 404) this.#accepted(response, 'DELETE', path);
    await response.body?.cancel();
  }

  /** Each is as good twice as once, so one that the broker broke off before it answered is asked again. */
  async #request(method: string, path: readonly string[], body?: object): Promise<Response> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#requestOnce(method, path, body);
      } catch (error) {
        if (tries === TRIES || !isBrokenOff(error)) throw error;
        await pause(tries * 200);
      }
    }
  }

  #requestOnce(method: string, path: readonly string[], body?: object): Promise<Response> {
    return fetch(`${this.#base}/${path.map(encodeURIComponent).join('/')}`, {
      method,
      headers: {
        authorization: this.#authorization,
        'content-type': 'application/json',
        // RabbitMQ 4 closes an idle connection after 5 s, and the next request on it would be lost.
        connection: 'close',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    });
  }

  #accepted(response: Response, method: string, path: readonly string[]): Response {
    if (!response.ok) throw new ManagementError(response.status, `${method} ${path.join('/')}`);
    return response;
  }
}

/** `fetch` throws nothing but a TypeError where the connection broke; what took too long is another. */
const isBrokenOff = (error: unknown): boolean => (error as Error).name === 'TypeError';
