import { mintToken } from './secrets.mjs';

const within = 60_000;

/** Asks one of the services, or an example, as somebody with that role would. Throws with the status, never the body. */
export function createAsk({ ports, secrets }) {
  return async (service, question, { role, body } = {}) => {
    const [method, path] = question.split(' ');
    const token = role ? { authorization: `Bearer ${mintToken(secrets, { role, sub: 'npm-start' })}` } : {};
    const answer = await fetch(`http://127.0.0.1:${ports[service]}${path}`, {
      method,
      headers: { ...token, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(within),
    });
    if (!answer.ok) {
      await answer.body?.cancel();
      throw new Error(`${service} answered ${question} with ${answer.status}`);
    }
    return answer.json();
  };
}
