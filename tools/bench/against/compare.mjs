const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
const figuresOf = (measured) => (typeof measured === 'number' ? { '': measured } : measured);

/**
 * `rounds`: by variant, what each round gave; of ours in `now` and in `before`, of the bare programs in `now` alone.
 * A ratio is the median of the rounds' own, which see the same weather.
 */
export function compare(row, { now, before }, tolerance) {
  const lessIsBetter = ['ms', 'MiB'].includes(row.unit);
  return row.ours.flatMap((variant) =>
    Object.keys(figuresOf(now[variant][0])).map((figure) => {
      const [ours, theirs] = [now, before].map((side) =>
        side[variant].map((measured) => figuresOf(measured)[figure]),
      );
      const ratio = median(ours.map((value, round) => value / theirs[round]));
      return {
        name: figure === '' ? variant : `${variant} ${figure}`,
        bare: bareOf(row, variant, figure, now),
        before: median(theirs),
        now: median(ours),
        ratio,
        slower: lessIsBetter ? ratio > 1 + tolerance : ratio < 1 - tolerance,
      };
    }),
  );
}

function bareOf({ ratios, ours }, variant, figure, now) {
  const to = ratios.find((ratio) => ratio.of === variant && ratio.to && !ours.includes(ratio.to))?.to;
  return to && median(now[to].map((measured) => figuresOf(measured)[figure]));
}

const shown = (value) => {
  if (value === undefined) return '–';
  return value >= 100 ? String(Math.round(value)) : value.toFixed(1);
};

export function comparison({ title, unit }, compared) {
  const width = Math.max(...compared.map(({ name }) => name.length));
  const lines = compared.map(
    ({ name, bare, before, now, ratio, slower }) =>
      `  ${slower ? 'SLOWER' : 'ok    '} ${name.padEnd(width)}  bare ${shown(bare)}, before ${shown(before)}, ` +
      `now ${shown(now)} ${unit}: ${ratio.toFixed(2)} × before`,
  );
  return ['', title, ...lines].join('\n');
}
