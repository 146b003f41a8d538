/**
 * Header of the answer to a webhook of BTCPay's: `true` when it was stored before, `false` when it is new here. Nobody
 * else sends it, so it also tells this server from a log-in page that answers 200 in its place.
 */
export const DELIVERY_REPEATED = 'delivery-repeated';
