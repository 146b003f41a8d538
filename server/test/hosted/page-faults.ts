import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * Listens to a page for everything that would be a fault of it.
 *
 * @returns Exceptions, and violations of the content security policy, as they come; what a status says is no fault.
 */
export function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/^Failed to load resource/.test(message.text()))
      faults.push(message.text());
  });
  return faults;
}

/** What axe-core complains of on a page as it stands. */
export async function complaintsOf(page: Page): Promise<string[]> {
  if (!(await page.evaluate(`'axe' in window`))) await page.evaluate(axe.source);
  const found = await page.evaluate(`axe.run(document, { resultTypes: ['violations'] })`);
  return (found as axe.AxeResults).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`); // axe's own type
}
