import { type Figure, formatTarget, formatValue, passes, type Unmeasured } from './figure.ts';

const HEAD = ['figure', 'ours', 'control', 'ours / control', 'target', 'verdict'];

/** Writes the table: a line a figure, each ending in `pass` or `fall short`. What could not be measured falls short. */
export function formatTable(figures: readonly (Figure | Unmeasured)[]): string {
  const rows = [HEAD, ...figures.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row.map((cell, column) => (column === 5 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '),
    )
    .join('\n');
}

function rowOf(figure: Figure | Unmeasured): string[] {
  if ('reason' in figure) return [figure.name, 'not measured', figure.reason, '', '', 'fall short'];
  const { name, unit, ours, control, controlName, target } = figure;
  return [
    name,
    formatValue(ours, unit),
    `${formatValue(control, unit)} ${controlName}`,
    control === 0 ? '' : `${(ours / control).toFixed(2)} x`,
    formatTarget(target, unit),
    passes(figure) ? 'pass' : 'fall short',
  ];
}
