/** Where a participant keeps what it is going to do about a command. */
export interface PlanKeeper<Plan> {
  saved(command: string): Promise<Plan | undefined>;
  /** Resolves, once it is durable, with the first plan that was saved for the command. */
  save(command: string, plan: Plan): Promise<Plan>;
}

/**
 * What is to be done is durable before any of it is: the same command again, after any crash, has the same effect and
 * the same answer.
 */
export async function planOnce<Plan>(
  kept: PlanKeeper<Plan>,
  command: string,
  plan: () => Promise<Plan>,
): Promise<Plan> {
  return (await kept.saved(command)) ?? (await kept.save(command, await plan()));
}
