const COMMON = ['--domain', 'pay.example.com', '--email', 'you@example.com', '--open-amounts', 'false'];

/** What a merchant types after `setup.sh` who has a BTCPay Server elsewhere; the last word is the ledger's home. */
export const ALONE: readonly string[] = [
  ...COMMON,
  ...['--btcpay-url', 'https://btcpay.example.com', '--database', 'bundled'],
];

/** The same with BTCPay Server on the droplet. */
export const WITH_BTCPAY: readonly string[] = [
  ...COMMON,
  ...['--with-btcpay', '--btcpay-domain', 'btcpay.example.com', '--database', 'bundled'],
];
