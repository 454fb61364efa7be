export function choosePort(wishes?: readonly number[]): Promise<number>;
export function returnPort(port: number): void;
