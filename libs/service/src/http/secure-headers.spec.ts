import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { pagePolicy, secureHeaders } from './secure-headers.js';

async function answered(production: boolean, path = '/'): Promise<Record<string, unknown>> {
  const app = fastify();
  secureHeaders(app, production);
  app.get('/', () => ({ party: 'p_h1_1' }));
  app.get('/page', (_request, reply) => reply.header('cache-control', 'public').send('page'));
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const { headers } = await fetch(address + path);
  await app.close();
  return Object.fromEntries(headers);
}

describe('Every answer', () => {
  it.each(['/', '/nothing-here'])(
    '%s is kept by nobody, framed by nobody and taken for nothing else',
    async (path) => {
      expect(await answered(false, path)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy':
          "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
    },
  );

  it('may say itself how long it may be kept', async () => {
    expect(await answered(false, '/page')).toMatchObject({ 'cache-control': 'public' });
  });

  it('asks for TLS from then on in production, and nowhere else', async () => {
    expect(await answered(true)).toHaveProperty('strict-transport-security', 'max-age=31536000');
    expect(await answered(false)).not.toHaveProperty('strict-transport-security');
  });
});

describe('A page of ours', () => {
  it('may use the style that stands in it, and no other, no script and no inline attribute', () => {
    const style = '\nbody { color: #111; }\n';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(pagePolicy(`<head><style>${style}</style></head>`, 'self')).toBe(
      `default-src 'none'; frame-ancestors 'none'; base-uri 'none'; style-src 'sha256-${hash}'; form-action 'self'`,
    );
  });
});
