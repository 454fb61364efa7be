import { describe, expect, test } from '@jest/globals';
import { fuzzOptions, roles } from './options.mjs';

const services = ['consent', 'retention'];

describe('npm run test:fuzz', () => {
  test('tries every service as every role with 2000 cases a route, from a seed of the moment', () => {
    expect(fuzzOptions([], services, 1_000_000_041_000)).toEqual({
      reader: false,
      minutes: 60,
      cases: 2000,
      services,
      roles,
      seed: 42,
      help: undefined,
    });
  });

  test('tries one service as one role, with the seed and as many cases as asked for', () => {
    const args = ['--service', 'retention', '--role', 'desk', '--seed', '7', '--cases', '50'];
    expect(fuzzOptions(args, services)).toMatchObject({
      cases: 50,
      services: ['retention'],
      roles: ['desk'],
      seed: 7,
    });
  });

  test('tries the reader alone, for an hour or for as long as asked for', () => {
    expect(fuzzOptions(['--reader'], services)).toMatchObject({ reader: true, minutes: 60 });
    const args = ['--reader', '--minutes', '5', '--seed', '9'];
    expect(fuzzOptions(args, services)).toMatchObject({ reader: true, minutes: 5, seed: 9 });
  });

  test.each([
    [['--minutes', '5'], /^--minutes goes with --reader$/],
    [['--reader', '--cases', '5'], /^--cases says nothing of the reader$/],
    [['--role', 'guest'], /^--role guest is none of store,/],
    [['--service', 'portal'], /^--service portal is none of consent, retention$/],
    [['--cases', '0'], /^--cases 0 is not a whole number/],
    [['--seed', '-1'], /./],
    [['--slow'], /./],
  ])('refuses %j', (args, message) => {
    expect(() => fuzzOptions(args, services)).toThrow(message);
  });
});
