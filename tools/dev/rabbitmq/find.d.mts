export function findRabbit(where: {
  cache: string;
  say: (line: string) => void;
}): Promise<{ readonly version: string; readonly origin: string }>;
