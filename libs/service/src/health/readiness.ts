export type Phase = 'starting' | 'ready' | 'stopping';
type DependencyState = 'up' | 'degraded' | 'down';

export interface Dependency {
  readonly name: string;
  /** A service that cannot answer without it is not ready; without the others it is degraded. */
  readonly needed: boolean;
  readonly check: () => Promise<DependencyState> | DependencyState;
}

export interface ReadinessReport {
  readonly status: 'ready' | 'degraded' | 'not-ready';
  readonly phase: Phase;
  readonly dependencies: Readonly<Record<string, DependencyState>>;
}

/** Whether this instance can do its work, and if not, what it is waiting for. */
export class Readiness {
  phase: Phase = 'starting';
  private readonly dependencies: Dependency[] = [];

  /** A service adds what else it needs before it may answer, such as a memory filled from the database. */
  add(dependency: Dependency): void {
    this.dependencies.push(dependency);
  }

  async report(): Promise<ReadinessReport> {
    const states = await Promise.all(
      this.dependencies.map(async ({ check }): Promise<DependencyState> => {
        try {
          return await check();
        } catch {
          return 'down';
        }
      }),
    );
    const missing = this.dependencies.some(({ needed }, index) => needed && states[index] === 'down');
    const impaired = states.some((state) => state !== 'up');
    return {
      status: missing || this.phase !== 'ready' ? 'not-ready' : impaired ? 'degraded' : 'ready',
      phase: this.phase,
      dependencies: Object.fromEntries(
        this.dependencies.map(({ name }, index) => [name, states[index] ?? 'down']),
      ),
    };
  }
}
