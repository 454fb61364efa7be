export function stopLeftovers(pids: string, say?: (line: string) => void): Promise<void>;
export function claim(dir: string, what: string): () => void;
