export function summaryLines(told: object): string[];
