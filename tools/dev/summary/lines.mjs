import { relative } from 'node:path';
import { root } from '../paths.mjs';
import { inWords } from './reasons.mjs';

const number = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ' ');
const row = (label, text) => `${label.padEnd(14)}${text}`.trimEnd();
const share = (count, words, statements) =>
  row('', `${number(count).padStart(7)}  ${words.padEnd(48)}${statements}`);

const byCount = (counts) => Object.entries(counts).sort(([, one], [, other]) => other - one);
const years = (dueByYear) => dueByYear.map(({ year, parties }) => `${year}: ${number(parties)}`).join(', ');

function because(counts) {
  return byCount(counts).map(([code, count]) => {
    const { words, statements } = inWords(code);
    return share(count, words, statements);
  });
}

function takenIn({ history, held, intake }) {
  const { customers, guests, orders } = held;
  if (!history) return [row('Held', `${customers} customers, ${guests} guests, ${number(orders)} orders`)];
  // A thing sent back that no order of the history holds is an order of its own, or of a guest of its own, to whoever
  // takes it in.
  const returns = Math.min(history.returned, orders);
  const bought = guests - Math.min(history.returnedByGuests ?? 0, guests);
  const how = history.before
    ? 'Told by the store in an earlier run.'
    : `${number(history.events)} events told in ${history.seconds} s` +
      (intake.whole ? `, all taken in ${intake.seconds.toFixed(1)} s later.` : '; NOT ALL TAKEN IN YET.');
  return [
    row(
      'Taken in',
      `${number(customers)} customers, ${number(bought)} guests, ${number(orders - returns)} orders, ${returns} returns of earlier ones.`,
    ),
    row('', how),
    row('', 'Real order history of a web shop, its dates moved; names, addresses and payments are invented.'),
  ];
}

function campaignLines({ campaign, prohibitions }) {
  if (!campaign) return [];
  const { allowed, denied, recipients, optedOut, stillAllowed, unanswered, arrived } = campaign;
  const { byLink, byPhone } = optedOut;
  const after =
    stillAllowed === 0 ? 'none of them was allowed afterwards' : `${stillAllowed} STILL ALLOWED AFTERWARDS`;
  const speed =
    arrived.measured === 0
      ? 'nobody opted out'
      : `at the marketing service ${arrived.p50Ms} ms (p50), ${arrived.p99Ms} ms (p99) after ${arrived.fromAct ? 'the act' : 'publication'}`;
  return [
    row('Campaign', `${number(recipients)} recipients, each asked about before sending:`),
    row('', `${number(allowed).padStart(7)}  allowed`),
    ...because(campaign.allowedBecause).map(indent),
    row('', `${number(denied).padStart(7)}  denied`),
    ...because(campaign.deniedBecause).map(indent),
    ...(unanswered > 0
      ? [row('', `${number(unanswered).padStart(7)}  got no answer, so nothing was sent`)]
      : []),
    row(
      'Opt-outs',
      `${byLink} by one click, ${byPhone} by phone; ${after}; ${number(prohibitions.inForce)} in force`,
    ),
    row('', speed),
  ];
}

const indent = (line) => `  ${line}`;

function decisionLines({ decisions }) {
  if (!decisions) return [];
  const lines = decisions.answers.flatMap(({ label, allowed, denied }) => {
    const sides = [
      ...byCount(allowed).map(([code, count]) => ['yes', code, count]),
      ...byCount(denied).map(([code, count]) => ['no', code, count]),
    ];
    return sides.map(([answer, code, count], index) => {
      const { words, statements } = inWords(code);
      const what = index === 0 ? label : '';
      return row(
        '',
        `${what.padEnd(29)}${String(count).padStart(3)} ${answer.padEnd(4)}${words}${statements && ` (${statements})`}`,
      );
    });
  });
  return [row('May I …?', `asked of consent for ${decisions.customers} of the customers:`), ...lines];
}

function dueLines({ dueByYear, first, sweep }) {
  const today =
    sweep.parties === 0
      ? 'nothing today'
      : `${number(sweep.records)} records of ${number(sweep.parties)} people today`;
  return [
    row('To erase', `${today} (a trial sweep)${first ? `; first on ${first}` : ''}`),
    ...(dueByYear.length > 0 ? [row('', `people with something due, by year: ${years(dueByYear)}`)] : []),
  ];
}

const names = {
  consent: 'consent',
  'subject-requests': 'subject-requests',
  'marketing-suppression': 'marketing-suppression',
  retention: 'retention',
};

/** Those who take part and are not ours: what each needs to connect. */
function others(connect = []) {
  return connect.map(({ name, url, passwordFile: file }, index) =>
    row(index === 0 ? 'Takes part' : '', `${name}: ${url}, password in ${relative(root, file)}`),
  );
}

function whereToLook({ ports, servers, connect }) {
  const { managementUrl, adminUser, adminPasswordFile: file } = servers;
  const services = Object.keys(names).map((name) => `${names[name]} ${ports[name]}`);
  const examples = [
    ...(ports['marketing-service'] ? [`marketing-service ${ports['marketing-service']}/summary`] : []),
    ...(ports['web-store'] ? [`web-store ${ports['web-store']}`] : []),
  ];
  return [
    row('Look at', `http://127.0.0.1:<port>/v1/openapi.json, /health/ready, /metrics, with the ports`),
    row('', services.join(', ')),
    ...(examples.length > 0 ? [row('', `examples: ${examples.join(', ')}`)] : []),
    ...others(connect),
    row('Notice', `http://127.0.0.1:${ports.consent}/notice in a browser; ?lang=fi, sv or en`),
    row('RabbitMQ', `${managementUrl} as ${adminUser}${file ? `, password in ${relative(root, file)}` : ''}`),
    row('A token', 'node tools/dev/token.mjs desk   (or store, marketing, officer, ops)'),
    row('Queues', 'npx seloste queues, npx seloste parked list'),
  ];
}

/** Plain text, one screen. Counts and reasons only: nothing of it is about one person. */
export const summaryLines = (told) => [
  '',
  ...takenIn(told),
  ...campaignLines(told),
  ...decisionLines(told),
  ...dueLines(told),
  ...whereToLook(told),
  '',
];
