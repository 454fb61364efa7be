import { describe, expect, test } from '@jest/globals';
import { chosenRows, resultOf, table } from './rows.mjs';

const servers = `[   2.1 s] MongoDB 6.0.5 (fetched earlier) on port 23726
[   5.5 s] RabbitMQ 4.0.5 (fetched earlier) on port 27937, management on 20147`;

describe('A run under other versions', () => {
  test.each([
    ['passed', `${servers}\n133 passed, 0 failed`, 133, 0],
    ['failed', `${servers}\n130 passed, 3 failed`, 130, 3],
    ['failed', `${servers}\n0 passed, 0 failed`, 0, 0],
    ['failed', servers, 0, 0],
    ['not to be had', 'No RabbitMQ could be found or fetched. Any one\n0 passed, 1 failed', 0, 1],
  ])('has %s', (verdict, output, passed, failed) => {
    expect(resultOf(output)).toMatchObject({ verdict, passed, failed });
  });

  test('names the servers that it ran on', () => {
    expect(resultOf(servers)).toMatchObject({ mongodb: '6.0.5', rabbitmq: '4.0.5' });
  });

  test('is chosen by name, and an unknown name is told with those there are', () => {
    expect(chosenRows(['node-26']).map(({ name }) => name)).toEqual(['node-26']);
    expect(chosenRows([]).length).toBeGreaterThan(3);
    expect(() => chosenRows(['node-12'])).toThrow(/^node-12: there are as-is, node-22/);
  });

  test('is a line of the table', () => {
    const line = {
      name: 'node-22',
      node: '22.23.5',
      rabbitmq: '4.0.5',
      mongodb: '6.0.5',
      passed: 9,
      failed: 0,
    };
    expect(table([{ ...line, verdict: 'passed' }])).toEqual([
      'name     node     rabbitmq  mongodb  passed  failed  verdict',
      'node-22  22.23.5  4.0.5     6.0.5    9       0       passed',
    ]);
  });
});
