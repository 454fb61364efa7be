import { describe, expect, it } from '@jest/globals';
import { summaryLines } from './lines.mjs';

const servers = { managementUrl: 'http://127.0.0.1:15772', adminUser: 'admin' };
const ports = {
  consent: 4101,
  'subject-requests': 4102,
  'marketing-suppression': 4103,
  retention: 4104,
  'marketing-service': 4111,
  'web-store': 4112,
};
const nothing = {
  held: { customers: 0, guests: 0, orders: 0 },
  dueByYear: [],
  sweep: { parties: 0, records: 0 },
  ports,
  servers,
};
const whole = {
  ...nothing,
  history: { customers: 853, returned: 161, returnedByGuests: 8, events: 14_040, seconds: 3.8 },
  intake: { whole: true, seconds: 4 },
  held: { customers: 853, guests: 122, orders: 2751 },
  campaign: {
    recipients: 795,
    allowed: 447,
    denied: 348,
    allowedBecause: { 'existing-customer': 447 },
    deniedBecause: { 'brand-new': 1, 'consumer-not-opted-in': 347 },
    optedOut: { byLink: 6, byPhone: 6 },
    stillAllowed: 0,
    unanswered: 0,
    arrived: { p50Ms: 12, p99Ms: 30, measured: 12, fromAct: true },
  },
  prohibitions: { inForce: 12 },
  decisions: {
    customers: 20,
    answers: [{ label: 'sell their data', allowed: {}, denied: { 'purpose-unknown': 20 } }],
  },
  dueByYear: [{ year: '2038', parties: 975 }],
  first: '2038-04-26',
};
const text = (told: object): string => summaryLines(told).join('\n');

describe('the summary', () => {
  it.each([
    ['counts', /Taken in +853 customers, 114 guests, 2 590 orders, 161 returns/],
    ['what is real and what is made', /Real order history .* are invented/],
    [
      'reasons in words with their statements',
      /347 +consumer who gave no consent +scope\.audience, basis\.consent/,
    ],
    ['codes that it does not know', /1 +brand-new$/m],
    ['how fast opt-outs came', /12 ms \(p50\), 30 ms \(p99\) after the act/],
    ['decisions', /sell their data +20 no +no such purpose is in the policy \(scope\.law, purpose\.main\)/],
    ['when what is due', /nothing today .*; first on 2038-04-26\n.*2038: 975/],
    ['where the notice is', /Notice +http:\/\/127\.0\.0\.1:4101\/notice in a browser/],
    ['where to look', /RabbitMQ +http:\/\/127\.0\.0\.1:15772 as admin$/m],
  ])('tells %s', (_what, line) => {
    expect(text(whole)).toMatch(line);
  });

  it('fits on a screen', () => {
    expect(summaryLines(whole).length).toBeLessThanOrEqual(40);
  });

  it('does not hide an opt-out that was not honoured, nor an intake that is not through', () => {
    expect(text({ ...whole, campaign: { ...whole.campaign, stillAllowed: 1 } })).toContain('1 STILL ALLOWED');
    expect(text({ ...whole, intake: { whole: false, seconds: 600 } })).toContain('NOT ALL TAKEN IN YET');
  });

  it('tells of the examples that run, and how others connect that take part', () => {
    const { 'web-store': _store, 'marketing-service': _marketing, ...ours } = ports;
    const shop = {
      name: 'my-shop',
      url: 'amqp://my-shop@127.0.0.1:5772/seloste',
      passwordFile: 'users.json',
    };
    const without = text({ ...nothing, ports: ours, connect: [shop] });
    expect(text(nothing)).toContain('examples: marketing-service 4111/summary, web-store 4112');
    expect(without).not.toContain('examples:');
    expect(without).toMatch(
      /Takes part +my-shop: amqp:\/\/my-shop@127\.0\.0\.1:5772\/seloste, password in .*users\.json$/m,
    );
  });

  it('says what is held when the store told nothing', () => {
    expect(text(nothing)).toMatch(/Held +0 customers/);
  });
});
