import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type StaticServer, startStaticServer } from '../static-server.ts';
import { closePages, DESKTOP, launchBrowser, PHONE } from '../test/browser.ts';
import { TOKENS } from './tokens.js';

const AXE = createRequire(import.meta.url).resolve('axe-core');

/** The parts that a token shows in, with the phase in which they are there. */
const SHOWN_IN: Readonly<Record<string, readonly [phase: string, selector: string, property: string]>> = {
  '--lp-surface': ['awaiting', '[part~="dialog"]', 'background-color'],
  '--lp-wash': ['failed', '[part~="card"]', 'background-color'],
  '--lp-line': ['awaiting', '[part~="time-line"]', 'background-color'],
  '--lp-ink': ['awaiting', '[part~="dialog"]', 'color'],
  '--lp-muted': ['awaiting', '[part~="sats"]', 'color'],
  '--lp-success': ['settled', '[part~="outcome"] .seal', 'color'],
  '--lp-danger': ['failed', '[part~="card"] .mark', 'color'],
  '--lp-notice': ['awaiting', '[part~="test"]', 'color'],
  '--lp-bolt': ['idle', '[part~="bolt"]', 'fill'],
};

describe('the playground', () => {
  let browser: Browser;
  let server: StaticServer;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchBrowser(), startStaticServer(0)]);
  });

  afterEach(() => closePages(browser));

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  const visit = async (options: BrowserContextOptions = DESKTOP) => {
    const page = await (await browser.newContext(options)).newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(`${server.url}/theming/`);
    const frame = page.frameLocator('iframe');
    await frame.locator('[part~="button"]:enabled').waitFor();
    return { page, frame, faults, html: page.getByLabel('HTML', { exact: true }) };
  };

  const phase = async (page: Page, frame: FrameLocator, value: string) => {
    await page.locator(`[name="phase"][value="${value}"]`).check();
    await frame.locator(value === 'idle' ? '[part~="button"]' : '[part~="dialog"]').waitFor();
  };

  it.each([
    ['Dark', 'theme="dark"'],
    ['Light', 'theme="light"'],
    ['Small', 'size="small"'],
    ['Large', 'size="large"'],
    ['In the page', 'display="inline"'],
  ])('shows and writes %s', async (name, written) => {
    const { page, frame, html, faults } = await visit();
    await page.getByRole('radio', { name, exact: true }).check();
    expect(await html.inputValue()).toBe(`<lightning-pay amount="50" ${written}></lightning-pay>`);
    const [attribute = '', value = ''] = written.replaceAll('"', '').split('=');
    expect(await frame.locator('lightning-pay').getAttribute(attribute)).toBe(value);
    expect(faults).toEqual([]);
  });

  it('shows and writes what is typed: accent, amount, label, language, radius', async () => {
    const { page, frame, html, faults } = await visit();
    await page.getByLabel('Accent', { exact: true }).fill('#ffd84d');
    await page.getByLabel('Amount').fill('25');
    await page.getByLabel('Label').fill('Support us');
    await page.getByLabel('Radius').fill('4');
    await page.getByLabel('Language').selectOption('he');
    expect((await html.inputValue()).split('\n').map((line) => line.trim())).toEqual([
      '<lightning-pay',
      'amount="25"',
      'label="Support us"',
      'accent="#ffd84d"',
      'radius="4"',
      'lang="he"',
      '></lightning-pay>',
    ]);
    const button = frame.locator('[part~="button"]');
    const style = await button.evaluate((element) => {
      const { backgroundColor, borderRadius, color } = getComputedStyle(element);
      return { backgroundColor, borderRadius, color };
    });
    expect(style).toEqual({
      backgroundColor: 'rgb(255, 216, 77)',
      borderRadius: '4px',
      color: 'rgb(20, 22, 26)',
    });
    expect(await button.textContent()).toBe('Support us');
    await phase(page, frame, 'awaiting');
    expect(await frame.locator('[part~="dialog"]').getAttribute('dir')).toBe('rtl');
    expect(faults).toEqual([]);
  });

  it('keeps palette and text in step', async () => {
    const { page, html } = await visit();
    await page.getByLabel('Accent, from a palette').fill('#0b6b8a');
    expect(await page.getByLabel('Accent', { exact: true }).inputValue()).toBe('#0b6b8a');
    expect(await html.inputValue()).toContain('accent="#0b6b8a"');
    await page.getByLabel('Accent', { exact: true }).fill('teal');
    expect(await page.getByLabel('Accent, from a palette').inputValue()).toBe('#008080');
  });

  it('writes no colour that is none, and says so', async () => {
    const { page, html } = await visit();
    const accent = page.getByLabel('Accent', { exact: true });
    await accent.fill('#12');
    expect(await html.inputValue()).not.toContain('accent');
    await page.getByText('Not a value for it: left out.').waitFor();
    expect(await accent.getAttribute('aria-invalid')).toBe('true');
    await accent.fill('#123');
    expect(await accent.getAttribute('aria-invalid')).toBe('false');
  });

  it('has a field for each token, which changes what it is for', async () => {
    const { page, frame } = await visit();
    await page.getByText('Colours and font').click();
    const css = page.getByLabel('CSS', { exact: true });
    for (const [name, [inPhase, selector, property]] of Object.entries(SHOWN_IN)) {
      await phase(page, frame, inPhase);
      await page.locator(`[id="${name}"]`).fill('#0a7bc2');
      const read = () =>
        frame
          .locator(selector)
          .evaluate((element, of) => getComputedStyle(element).getPropertyValue(of), property);
      await expect.poll(read, { message: name }).toBe('rgb(10, 123, 194)');
      expect(await css.inputValue()).toContain(`  ${name}: #0a7bc2;\n`);
    }
    await phase(page, frame, 'awaiting');
    await page.getByLabel('Font', { exact: true }).fill('Georgia, serif');
    await page.getByLabel('Backdrop', { exact: true }).fill('rgb(1 2 3 / 0.5)');
    const fonts = frame
      .locator('[part~="dialog"]')
      .evaluate((element) => [
        getComputedStyle(element).fontFamily,
        getComputedStyle(element, '::backdrop').backgroundColor,
      ]);
    expect(await fonts).toEqual(['Georgia, serif', 'rgba(1, 2, 3, 0.5)']);
    const covered = [...Object.keys(SHOWN_IN), '--lp-font', '--lp-backdrop'].sort();
    expect(TOKENS.map(({ name }) => name).sort()).toEqual(covered);
  });

  it.each([
    ['creating', 'Getting your invoice'],
    ['awaiting', 'Waiting for payment'],
    ['processing', 'Payment seen, confirming'],
    ['settled', 'Paid'],
    ['expired', 'New code'],
    ['failed', 'Close'],
  ])('holds the checkout in %s, and leaves the focus where it was', async (name, words) => {
    const { page, frame, html, faults } = await visit();
    const radio = page.locator(`[name="phase"][value="${name}"]`);
    await radio.focus();
    await page.keyboard.press('Space');
    await frame.locator('[part~="dialog"]').getByText(words, { exact: true }).first().waitFor();
    expect(await radio.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await html.inputValue()).toBe('<lightning-pay amount="50"></lightning-pay>');
    await frame.locator('[part~="close"]').click();
    await expect.poll(() => page.getByRole('radio', { name: 'Button' }).isChecked()).toBe(true);
    expect(faults).toEqual([]);
  });

  it('lets the button be pressed and played to Paid', async () => {
    const { frame, faults } = await visit();
    await frame.locator('[part~="button"]').click();
    await frame.getByRole('group', { name: 'Sandbox' }).getByRole('button', { name: 'Pay' }).click();
    await frame.getByRole('heading', { name: 'Paid' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('copies the code', async () => {
    const { page, html } = await visit({ ...DESKTOP, permissions: ['clipboard-read', 'clipboard-write'] });
    const button = page.getByRole('button', { name: 'Copy HTML' });
    await button.click();
    await page.getByRole('button', { name: 'Copied HTML' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await html.inputValue());
  });

  it('starts over', async () => {
    const { page, html } = await visit();
    await page.getByLabel('Label').fill('Support us');
    await page.getByRole('radio', { name: 'Large' }).check();
    await page.getByRole('button', { name: 'Start over' }).click();
    await expect.poll(() => html.inputValue()).toBe('<lightning-pay amount="50"></lightning-pay>');
  });

  it.each([
    ['desktop, light', { ...DESKTOP, colorScheme: 'light' }],
    ['desktop, dark', { ...DESKTOP, colorScheme: 'dark' }],
    ['phone, light', { ...PHONE, colorScheme: 'light' }],
    ['phone, dark', { ...PHONE, colorScheme: 'dark' }],
  ] as const)('has no fault that axe finds: %s', async (_, options) => {
    const { page, frame } = await visit(options);
    await page.getByText('Colours and font').click();
    await phase(page, frame, 'awaiting');
    await page.addScriptTag({ path: AXE });
    for (const child of page.frames())
      if (child !== page.mainFrame()) await child.addScriptTag({ path: AXE });
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }; // the script has put it there
      return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
    expect(violations).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});
