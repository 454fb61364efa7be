import type { EnvironmentReader } from './environment-reader.js';

/** With a link behind it, it still fits into a line of a message's header. */
const LONGEST = 100;
const HOST = /^[a-z0-9.-]+$/;
const THIS_MACHINE = /^(.*\.)?localhost$|^127\.|^0\.0\.0\.0$|^\[::1?\]$/;

/** A link that was sent cannot be called back: in production it is one that people can click, and not in the clear. */
export function publicUrlOf(
  read: EnvironmentReader,
  { inProduction, signsLinks }: { readonly inProduction: boolean; readonly signsLinks: boolean },
): { readonly publicUrl?: string } {
  const given = read.given('PUBLIC_URL');
  if (given === undefined) {
    if (inProduction && signsLinks)
      read.problems.push('PUBLIC_URL is missing: where people reach the unsubscribe links, https:');
    return {};
  }
  const publicUrl = read.url(
    'PUBLIC_URL',
    'the public address',
    ...(inProduction ? ['https:'] : ['http:', 'https:']),
  );
  if (URL.canParse(given)) read.problems.push(...problemsOf(given, new URL(given), inProduction));
  return { publicUrl };
}

function problemsOf(given: string, url: URL, inProduction: boolean): readonly string[] {
  const problems: string[] = [];
  const { href, hostname, username, password } = url;
  if (/[?#]/.test(given) || username !== '' || password !== '')
    problems.push(
      'PUBLIC_URL must have no query, no fragment, no user and no password: links are made by adding to it',
    );
  else if (![href, href.replace(/\/$/, '')].includes(given) || given.length > LONGEST)
    problems.push(
      `PUBLIC_URL must be written as it is sent, in at most ${LONGEST} signs: small letters, the host in ASCII, no blank, ` +
        'no line break, no port that goes without saying; it stands in the header of messages',
    );
  if (inProduction && (THIS_MACHINE.test(hostname) || !(HOST.test(hostname) || hostname.startsWith('['))))
    problems.push('PUBLIC_URL must name a host that people can reach');
  return problems;
}
