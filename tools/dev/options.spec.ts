import { describe, expect, it } from '@jest/globals';
import { withDatabase } from './external.mjs';
import { startOptions, testOptions } from './options.mjs';

describe('the words after npm test', () => {
  it('choose kinds of tests as long as they are such words; the rest is for jest', () => {
    expect(testOptions(['story', 'unit', '--no-check', '-t', 'unit'])).toMatchObject({
      chosen: ['unit', 'story'],
      check: false,
      jest: ['-t', 'unit'],
    });
  });

  it('mean everything when there are none', () => {
    expect(testOptions([])).toMatchObject({
      chosen: ['unit', 'integration', 'browser', 'story', 'fault'],
      check: true,
      jest: [],
    });
  });
});

describe('the words after npm start', () => {
  it('replay by default and take an instant', () => {
    expect(startOptions(['--clock', '2026-11-22T12:00:00+02:00'])).toMatchObject({
      replay: 'once',
      clock: '2026-11-22T10:00:00.000Z',
    });
  });

  it('refuse what is no instant', () => {
    expect(() => startOptions(['--clock', 'tomorrow'])).toThrow('not an instant');
  });
});

describe('a MongoDB address given by the environment', () => {
  it.each([
    ['mongodb://a:1,b:2/?replicaSet=rs0', 'mongodb://a:1,b:2/consent?replicaSet=rs0'],
    ['mongodb://u:p@a:1', 'mongodb://u:p@a:1/consent'],
    ['mongodb://a:1/other?w=1', 'mongodb://a:1/consent?w=1'],
  ])('%s names the database instead', (given, expected) => {
    expect(withDatabase(given, 'consent')).toBe(expected);
  });
});
