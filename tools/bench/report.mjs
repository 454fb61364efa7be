const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const figureOf = (measured, figure) => (figure === undefined ? measured : measured[figure]);
const shown = (value) => (value >= 100 ? String(Math.round(value)) : value.toFixed(1));

/** `rounds`: by variant, what each round gave. A ratio is the median of the rounds' own, which see the same weather. */
export function judge({ ratios }, rounds) {
  return ratios.map(({ of, to, figure, goal, most, says }) => {
    const ours = rounds[of].map((measured) => figureOf(measured, figure));
    const values = ours.map((value, round) => (to ? value / figureOf(rounds[to][round], figure) : value));
    const value = median(values);
    return {
      says,
      value,
      goal,
      most,
      met: goal === undefined ? value <= most : value >= goal,
      rounds: values,
    };
  });
}

export function report({ title, unit, variants }, rounds, judged) {
  const lines = variants.flatMap((variant) => {
    const measured = rounds[variant];
    if (measured.length === 0) return [];
    if (typeof measured[0] === 'number')
      return [`  ${variant.padEnd(10)} ${shown(median(measured))} ${unit}`];
    const figures = Object.keys(measured[0]).map(
      (figure) => `${figure} ${shown(median(measured.map((one) => one[figure])))}`,
    );
    return [`  ${variant.padEnd(10)} ${figures.join(', ')} ${unit}`];
  });
  const goals = judged.map(({ says, value, goal, most, met }) => {
    const wanted = goal === undefined ? `at most ${most}` : `at least ${goal}`;
    return `  ${met ? 'met    ' : 'NOT MET'} ${value.toFixed(2)} ${says} (goal: ${wanted})`;
  });
  return [``, title, ...lines, ...goals].join('\n');
}
