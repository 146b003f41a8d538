import { mkdir, writeFile } from 'node:fs/promises';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { PHASES } from '../../src/checkout-state.ts';
import { texts as ar } from '../../src/locales/ar.ts';
import type { Texts } from '../../src/locales/en.ts';
import { startShop } from './fake-shop.ts';
import { MOMENTS, type Scenario, scenarioOf } from './scenarios.ts';
import { composePair, composeSheet, type Row, type Shot } from './sheet.ts';

/** One sheet for each direction of writing. */
const SHEETS = {
  en: new URL('../../docs/phases.png', import.meta.url),
  ar: new URL('../../docs/phases-rtl.png', import.meta.url),
} as const;
type Language = keyof typeof SHEETS;
/** Two dialogs side by side, for the front page of the project. */
const PAIR = new URL('../../docs/checkout.png', import.meta.url);
/** Single pictures, for looking at closely. */
const SINGLE = process.env['SHOTS_DIR'] ?? '/tmp/lightning-pay-shots';

const DEVICES = {
  desktop: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
} as const satisfies Record<string, BrowserContextOptions>;

const shop = await startShop();
const browser = await chromium.launch({
  executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--font-render-hinting=none'],
});
try {
  await mkdir(SINGLE, { recursive: true });
  const rows = await shootLanguage('en');
  await writeFile(SHEETS.en, await composeSheet(browser, rows));
  await writeFile(SHEETS.ar, await composeSheet(browser, await shootLanguage('ar')));
  await writeFile(
    PAIR,
    await composePair(browser, pick(rows, 'light', 'awaiting'), pick(rows, 'dark', 'settled')),
  );
} finally {
  await browser.close();
  shop.close();
}

async function shootLanguage(language: Language): Promise<Row[]> {
  const rows: Row[] = [];
  for (const device of ['desktop', 'phone'] as const)
    for (const ground of ['light', 'dark'] as const)
      rows.push(...(await shootAll(browser, language, device, ground)));
  return rows;
}

async function shootAll(
  on: Browser,
  language: Language,
  device: keyof typeof DEVICES,
  ground: Row['ground'],
): Promise<Row[]> {
  const context = await on.newContext({ ...DEVICES[device], colorScheme: ground, deviceScaleFactor: 2 });
  const shots: Shot[] = [];
  for (const scenario of [...PHASES.map(scenarioOf), ...(language === 'en' ? MOMENTS : [])]) {
    const page = await context.newPage();
    const png = await shoot(page, scenario, language, device);
    await writeFile(
      `${SINGLE}/${language}-${device}-${ground}-${scenario.name.replace(/\W+/g, '-')}.png`,
      png,
    );
    shots.push({ caption: scenario.name, png, width: device === 'desktop' ? 416 : 390 });
    await page.close();
  }
  await context.close();
  const [idle, ...open] = shots;
  const phases = open.slice(0, PHASES.length - 1);
  const moments = open.slice(PHASES.length - 1);
  const buttons = idle && device === 'desktop' ? [{ ...idle, caption: 'button', width: 1264 }] : [];
  return [phases, moments, buttons].filter((row) => row.length > 0).map((row) => ({ ground, shots: row }));
}

async function shoot(
  page: Page,
  scenario: Scenario,
  language: Language,
  device: keyof typeof DEVICES,
): Promise<Buffer> {
  shop.play(scenario);
  await page.goto(`${shop.url}?lang=${language}`);
  await page.evaluate(() => document.fonts.load('15px Inter'));
  if (scenario.create === null) {
    await page.keyboard.press('Tab');
    await page.locator('#focused').evaluate((element: HTMLElement) => element.focus());
    return device === 'desktop' ? page.locator('.buttons').screenshot() : page.screenshot();
  }
  await page.locator('.buttons').evaluate((row) => row.remove());
  await page.locator('#shop').locator('.pay').click();
  const dialog = page.locator('#shop').locator('.dialog');
  await dialog.waitFor();
  const said = (words: string | RegExp) =>
    dialog.locator('.live', { hasText: words }).waitFor({ state: 'attached' });
  await said(language === 'en' ? scenario.words : wordsIn(ar, scenario));
  // What is seen after the code comes with a chunk of its own.
  const hasPayment = scenario.stream !== undefined || scenario.tag?.includes('sandbox');
  if (hasPayment)
    await page.waitForFunction(() =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('/companion-')),
    );
  if (scenario.renewal) {
    await dialog.getByRole('button', { name: 'New code' }).click();
    await said(scenario.renewal.words);
  }
  await page.mouse.move(2, 2);
  await dialog.evaluate((sheet) => Promise.all(sheet.getAnimations().map(({ finished }) => finished)));
  if (device === 'phone') return page.screenshot({ animations: 'disabled' });
  const box = await dialog.boundingBox();
  if (!box) throw new Error('the dialog is not on the screen');
  const clip = { x: box.x - 20, y: box.y - 20, width: box.width + 40, height: box.height + 40 };
  return page.screenshot({ clip, animations: 'disabled' });
}

/** What a checkout in another language announces of a phase. */
function wordsIn(texts: Texts, { name }: Scenario): string | RegExp {
  const text = texts[(name === 'failed' ? 'unanswered' : name) as keyof Texts]; // each other phase is a key of its own
  return text.split('{')[0] ?? '';
}

function pick(rows: readonly Row[], ground: Row['ground'], caption: string): Shot {
  const shots = rows.filter((row) => row.ground === ground).flatMap((row) => row.shots);
  const shot = shots.find((candidate) => candidate.caption === caption); // desktop comes first
  if (!shot) throw new Error(`there is no picture of ${caption}`);
  return shot;
}
