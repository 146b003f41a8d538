/** A secret of a given length that nobody could mistake for a real one. */
export const dummySecret = (length: number, letter = 'x'): string => letter.repeat(length);

/** The least that `loadConfig` needs, all of it made up. */
export const REQUIRED_ENV: Readonly<Record<string, string | undefined>> = {
  PUBLIC_URL: 'https://pay.example.com',
  ALLOWED_ORIGINS: 'https://shop.example',
  BTCPAY_URL: 'https://btcpay.example.com',
  BTCPAY_API_KEY: dummySecret(16),
  BTCPAY_STORE_ID: 'store1',
  BTCPAY_WEBHOOK_SECRET: dummySecret(16),
  APP_SECRET: dummySecret(32),
  OPEN_AMOUNTS: 'true',
  DATA_DIR: '/var/lib/lightning-pay',
};
