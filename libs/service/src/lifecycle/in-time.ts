/** What the work gives; throws `late` as an error where it takes longer, and the work goes on unheard. */
export async function inTime<T>(work: () => T | Promise<T>, withinMs: number, late: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(late)), withinMs);
  });
  try {
    return await Promise.race([work(), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
