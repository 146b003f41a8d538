import { Hono } from 'hono';
import { formatMoney } from '../payments/money.ts';
import type { AppDeps } from './deps.ts';

/** Route that tells pages what can be charged here. */
export function configRoutes({ settings }: Pick<AppDeps, 'settings'>): Hono {
  const { pricing, network, mail, supportUrl } = settings;
  const config = {
    currencies: pricing.currencies.map(({ currency, min, max }) => ({
      code: currency,
      min: formatMoney(min),
      max: formatMoney(max),
    })),
    openAmounts: pricing.openAmounts,
    network,
    test: network !== 'mainnet',
    mail,
    supportUrl,
  };
  const app = new Hono();
  app.get('/config', (c) => {
    c.header('Cache-Control', 'public, max-age=60');
    return c.json(config);
  });
  return app;
}
