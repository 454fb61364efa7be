import { parseArgs } from 'node:util';

const known = {
  rows: { type: 'string' },
  rounds: { type: 'string', default: '3' },
  against: { type: 'string' },
  tolerance: { type: 'string', default: '10' },
};

const nameOf = ({ row }) => row.name;

/** `help` where what was asked for makes no sense. */
export function benchOptions(args, rows) {
  const help =
    `npm run bench [-- --rows ${rows.map(nameOf).join(',')} --rounds 3]\n` +
    `              [-- --against <commit> --tolerance 10 (per cent)]`;
  try {
    const { values } = parseArgs({ args, options: known });
    const possible = rows.filter(({ againstOnly }) => values.against !== undefined || !againstOnly);
    const names = values.rows?.split(',') ?? possible.map(nameOf);
    const chosen = possible.filter((one) => names.includes(nameOf(one)));
    const [rounds, tolerance] = [Number(values.rounds), Number(values.tolerance) / 100];
    if (chosen.length !== names.length || !Number.isInteger(rounds) || rounds < 1 || !(tolerance > 0))
      return { help };
    return { chosen, rounds, tolerance, against: values.against };
  } catch {
    return { help };
  }
}
