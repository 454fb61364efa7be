import { LaneWindow } from './lane-window.js';

export interface LaneTicket {
  readonly lane: string;
  readonly n: number;
}

export interface OpenLane {
  readonly id: string;
  /** Of the events whose facts it numbers. */
  readonly type: string | undefined;
  readonly window: LaneWindow;
  /** The journal knows it, so followers may. */
  journaled?: true;
}

/** The lanes of this instance, found by their type to give a number out and by their name to settle it. */
export class OpenLanes {
  readonly #byType = new Map<string | undefined, OpenLane>();
  readonly #byId = new Map<string, OpenLane>();

  /** In the place of the one of this type that was lost. */
  open(id: string, type: string | undefined): void {
    const lost = this.#byType.get(type);
    if (lost !== undefined) this.#byId.delete(lost.id);
    const lane = { id, type, window: new LaneWindow() };
    this.#byType.set(type, lane);
    this.#byId.set(id, lane);
  }

  get all(): readonly OpenLane[] {
    return [...this.#byId.values()];
  }

  find(id: string): OpenLane | undefined {
    return this.#byId.get(id);
  }

  allot(type: string, now: number): LaneTicket {
    const lane = this.#byType.get(type);
    if (lane === undefined) throw new Error(`no lane of ${type} is open: who numbers it publishes it`);
    return { lane: lane.id, n: lane.window.allot(now) };
  }

  /** Numbers of a lane that was lost, or that is another instance's, are nobody's here. */
  each(tickets: readonly Partial<LaneTicket>[], tell: (window: LaneWindow, n: number) => void): void {
    for (const { lane, n } of tickets) {
      const open = lane === undefined ? undefined : this.#byId.get(lane);
      if (open !== undefined && n !== undefined) tell(open.window, n);
    }
  }

  clear(): void {
    this.#byType.clear();
    this.#byId.clear();
  }
}
