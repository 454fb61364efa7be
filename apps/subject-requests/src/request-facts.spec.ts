import { expect, test } from '@jest/globals';
import { commandId, readCommandId, REPLY_PHASES } from './request-facts.js';

test.each(REPLY_PHASES)('the answer to a command of the step %s finds its request', (phase) => {
  expect(readCommandId(commandId('r-1', phase, 'web-store'))).toEqual({ request: 'r-1', phase });
});

test('the answer to one part of a command finds it', () => {
  const command = commandId('r-1', 'erase', 'web-store', 2);
  expect(readCommandId(command)).toEqual({ request: 'r-1', phase: 'erase', part: 2 });
});

test.each([
  'r-1/sell/web-store',
  'r-1/erase/part-0/web-store',
  'r-1/erase/more/web-store',
  'r-1',
  '',
  'clock/abc/web-store',
])('"%s" is of no step', (command) => {
  expect(readCommandId(command)).toBeUndefined();
});
