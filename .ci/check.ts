/**
 * What `npm test` runs once everything is installed: each check and test, in order. Ends with `N passed, N failed`,
 * where a step without tests counts as one.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from './chromium.ts';
import { expectedNumbers, numberOf } from './faults.ts';
import { ensurePrograms } from './programs.ts';
import { browserTests, commands, inOrder, root, runSteps, type Step, vitest } from './steps.ts';
import { summaryLine, tallyOf } from './tally.ts';

const PACKAGES = ['server', 'server/dashboard', 'widget', 'examples'];

const chromium: Step = {
  name: 'Chromium is there',
  async run() {
    const { path, output } = await ensureChromium();
    if (path !== null) process.env['CHROME_PATH'] = path; // the browser tests look here first
    return { tally: tallyOf(path !== null), output };
  },
};

const programs: Step = {
  name: 'Programs that tests run are there',
  async run() {
    const { missing, output } = await ensurePrograms();
    return { tally: tallyOf(missing.length === 0), output };
  },
};

const build = inOrder('Build', [
  commands('widget', 'widget', [['node', '--run', 'build']]),
  commands('server', 'server', [['node', '--run', 'build']]),
]);

const total = await runSteps(
  [
    chromium,
    programs,
    commands('Format, lint and import rules', '.', [['biome', 'check', '--error-on-warnings', '.']]),
    commands(
      'Types',
      '.',
      PACKAGES.map((name) => ['tsc', '--noEmit', '-p', name]),
    ),
    build,
    commands('Bundle size', 'widget', [['node', 'test/size.ts']]),
    commands('Manifest and README tables', 'widget', [['node', 'build/docs.ts', '--check']]),
    commands('Reference of the API', 'server', [['node', 'docs/build-api.ts', '--check']]),
    commands('Numbered tests', '.', [['node', '.ci/faults-index.ts']]),
    vitest('Server tests', 'server'),
    vitest('Widget tests', 'widget'),
    browserTests('Widget tests in Chromium', 'widget'),
    vitest('Examples, end to end in Chromium', 'examples'),
  ],
  console.log,
);

// That a numbered test is written does not say that it ran: hold the list against the titles that passed.
const ran = new Set(total.titles.map(numberOf));
const missing = expectedNumbers(readFileSync(join(root, 'server/test/faults.txt'), 'utf8')).filter(
  (n) => !ran.has(n),
);
if (missing.length > 0) console.log(`Did not pass or did not run: ${missing.join(' ')}`);

const result = { ...total, failed: total.failed + missing.length };
process.exitCode = result.failed === 0 ? 0 : 1;
console.log(`\n${summaryLine(result)}`);
