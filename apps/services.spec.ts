import { describe, expect, test } from '@jest/globals';
import { services as folders } from '../tools/dev/secrets.mjs';
import { serviceNames, services } from './services.js';

describe('The services of the installation', () => {
  test('are those that have a folder, each under its own name', () => {
    expect(serviceNames.toSorted()).toEqual(folders);
  });

  test.each(services)('$name follows others, and those are services', ({ name, follows }) => {
    for (const { of } of follows) {
      expect(of).not.toBe(name);
      expect(serviceNames).toContain(of);
    }
  });
});
