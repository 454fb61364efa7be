import { readdirSync } from 'node:fs';
import { register } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PluginKind, declareClassPlugin } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  TestStatus,
  determineHitLimitReached,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { collected } from './collector.mjs';

/** These remember answers from one call to the next, and would remember those of a mutant. */
const remembers = /[\\/](?:calendar|deadlines)[\\/]/;

/**
 * Loads the specs once and then runs, mutant after mutant, only the tests that reach it: the library is pure, so nothing
 * of one mutant is left for the next. What remembers its answers is loaded anew for each. What is reached
 * only while a file loads is never switched on (`ignoreStatic`).
 */
class LoadedOnce {
  #tests = [];
  #stryker = (globalThis.__stryker__ ??= {});

  /**
   * Else Stryker starts anew for each mutant that runs while a file loads too; here it is switched on for its tests
   * only.
   */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    register('./typescript.mjs', import.meta.url);
    await this.#loadAll();
  }

  #loads = 0;

  async #loadAll() {
    this.#loads += 1;
    this.#tests = [];
    for (const folder of process.env.MUTATE_TESTS.split(',')) {
      const dir = join(process.cwd(), folder);
      const specs = readdirSync(dir, { recursive: true }).filter((name) => name.endsWith('.spec.ts'));
      for (const spec of specs.toSorted((one, other) => one.localeCompare(other)))
        await this.#load(join(dir, spec));
    }
  }

  async #load(fileName) {
    collected.length = 0;
    await import(`${pathToFileURL(fileName).href}?load=${this.#loads}`);
    const seen = new Map();
    const file = relative(process.cwd(), fileName);
    for (const { name, run } of collected) {
      const times = (seen.get(name) ?? 0) + 1;
      seen.set(name, times);
      this.#tests.push({ id: `${file}: ${name}${times > 1 ? ` (${times})` : ''}`, name, fileName, run });
    }
  }

  async dryRun() {
    const result = await this.#run(this.#tests, true);
    return { ...result, mutantCoverage: this.#stryker.mutantCoverage };
  }

  async mutantRun({ activeMutant, sandboxFileName, testFilter, hitLimit, disableBail }) {
    if (remembers.test(sandboxFileName)) await this.#loadAll();
    const asked = new Set(testFilter);
    const tests = testFilter ? this.#tests.filter(({ id }) => asked.has(id)) : this.#tests;
    tests.sort((a, b) => this.#spentOn(a) - this.#spentOn(b));
    Object.assign(this.#stryker, { activeMutant: activeMutant.id, hitLimit, hitCount: hitLimit && 0 });
    try {
      const result = await this.#run(tests, disableBail);
      const endless = determineHitLimitReached(this.#stryker.hitCount, hitLimit);
      return toMutantRunResult(endless ?? result, disableBail);
    } finally {
      this.#stryker.activeMutant = undefined;
    }
  }

  async #run(tests, all) {
    const results = [];
    for (const { run, ...test } of tests) {
      const failureMessage = await this.#failureOf(test.id, run);
      const timeSpentMs = this.#spentOn(test);
      if (failureMessage === undefined) results.push({ ...test, timeSpentMs, status: TestStatus.Success });
      else results.push({ ...test, timeSpentMs, status: TestStatus.Failed, failureMessage });
      if (failureMessage !== undefined && !all) break;
    }
    return { status: DryRunStatus.Complete, tests: results };
  }

  #spent = new Map();

  /** The quick ones first: most mutants need no other. */
  #spentOn({ id }) {
    return this.#spent.get(id) ?? 0;
  }

  async #failureOf(id, run) {
    const start = performance.now();
    this.#stryker.currentTestId = id;
    try {
      await run();
      return undefined;
    } catch (error) {
      return String(error?.message ?? error);
    } finally {
      this.#stryker.currentTestId = undefined;
      this.#spent.set(id, performance.now() - start);
    }
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'loaded-once', LoadedOnce)];
