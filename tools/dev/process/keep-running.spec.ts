import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Program } from './guarded.mjs';
import { bringBack, keepRunning } from './keep-running.mjs';

type Launched = Program & { ready(): Promise<void> };

let said: string[];
let launched: Launched[];
let comesUp: boolean[];
let life: { over: boolean; watch: (program: Program) => Program };
beforeEach(() => {
  [said, launched, comesUp] = [[], [], []];
  const crashed = (): void => void said.push('everything ends');
  life = { over: false, watch: (program) => Object.assign(program, { onCrash: crashed }) };
});

const launch = (): Launched => {
  const up = comesUp.shift() ?? true;
  const program = {
    ready: () => (up ? Promise.resolve() : Promise.reject(new Error('not ready'))),
    stop: () => Promise.resolve({ code: 0, signal: null }),
  } as Launched;
  launched.push(program);
  return program;
};
const keep = (more: object = {}): Promise<void> =>
  keepRunning({ name: 'a-store', launch, life, say: (line) => said.push(line), delays: [1, 2], ...more });
const ends = async (code: number | null): Promise<void> => {
  await (launched.at(-1)?.onCrash?.(code) as unknown as Promise<void>);
};

describe('a program that is kept running', () => {
  it('is started again whenever it ends by itself, later each time, and that is said', async () => {
    await keep();
    await ends(null);
    await ends(1);
    await ends(1);
    expect(launched).toHaveLength(4);
    expect(said).toEqual([
      'a-store ended by itself (killed); it is started again in 0.001 s',
      'a-store runs again',
      'a-store ended by itself (code 1); it is started again in 0.002 s',
      'a-store runs again',
      'a-store ended by itself (code 1); it is started again in 0.002 s',
      'a-store runs again',
    ]);
  });

  it('is tried until it comes up', async () => {
    await keep();
    comesUp = [false, false, true];
    await ends(null);
    expect(launched).toHaveLength(4);
    expect(said.filter((line) => line === 'not ready')).toHaveLength(2);
    expect(said.at(-1)).toBe('a-store runs again');
  });

  it('ends the run where it does not come up the first time', async () => {
    comesUp = [false];
    await expect(keep()).rejects.toThrow('not ready');
    await ends(1);
    expect(said).toEqual(['everything ends']);
  });

  it('stays stopped where somebody stopped it, if it may be', async () => {
    let told = 0;
    await keep({ mayStop: true, onStopped: () => (told += 1) });
    await ends(0);
    expect([launched.length, told, said]).toEqual([
      1,
      1,
      ['a-store was stopped, and stays so; everything else goes on'],
    ]);
  });

  it('is started again after an end in order, too, where it may not be stopped', async () => {
    await keep();
    await ends(0);
    expect(launched).toHaveLength(2);
  });

  it('stays away once everything is being stopped', async () => {
    await keep();
    life.over = true;
    await ends(null);
    expect([launched.length, said]).toEqual([1, []]);
  });
});

it('What is brought back counts its ends, and is not brought back while everything is being stopped', async () => {
  const one = {
    name: 'mongod',
    code: null,
    bring: () => Promise.resolve(),
    life,
    say: (line: string) => said.push(line),
    delays: [1],
  };
  expect(await bringBack({ ...one, ends: 3 })).toBe(4);
  life.over = true;
  expect(await bringBack(one)).toBeUndefined();
});
