import { expect, test } from '@jest/globals';
import { environmentFor } from './find.mjs';

test.each([
  ['8.0.28', 'linux', '6.19.0-1-amd64', true],
  ['8.2.6', 'linux', '7.0.0-14-generic', true],
  ['8.0.28', 'linux', '6.18.44', false],
  ['7.0.30', 'linux', '6.19.2', false],
  ['8.0.28', 'darwin', '25.1.0', false],
])(
  'MongoDB %s on %s %s has the C library keep restartable sequences: %s',
  (version, platform, kernel, kept) => {
    expect(environmentFor(version, platform, kernel)).toEqual(
      kept ? { GLIBC_TUNABLES: 'glibc.pthread.rseq=1' } : {},
    );
  },
);
