import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { claimData } from './data-version.mjs';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'seloste-data-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const start =
  (version: string, holdsData = true) =>
  (): void =>
    claimData({ dir, name: 'RabbitMQ', version, holdsData, chosenBy: 'SELOSTE_RABBITMQ' });

describe('Data', () => {
  test('of the first start is of its version, and starts again under a newer patch of it', () => {
    start('4.0.5', false)();
    expect(start('4.0.9')).not.toThrow();
    expect(start('4.0.5')).not.toThrow();
  });

  test.each(['3.10.8', '4.1.0'])('of 4.0.5 is refused to %s, with the ways out in one sentence', (other) => {
    start('4.0.5', false)();
    expect(start(other)).toThrow(
      `was written by RabbitMQ 4.0.5, and RabbitMQ ${other} does not start with it: forget it (npm start -- --clean, or ` +
        'delete that folder), or run the version that wrote it (SELOSTE_RABBITMQ).',
    );
    // Having been refused changes nothing.
    expect(start('4.0.5')).not.toThrow();
  });

  test('of nobody knows which version is refused', () => {
    writeFileSync(join(dir, 'WiredTiger'), '');
    expect(start('4.0.5')).toThrow('was written by RabbitMQ of an unknown version');
  });
});
