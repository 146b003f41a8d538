import { parseEnv } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../process/free-port.ts';
import { type ConnectRig, KEYS, openConnectRig, STORE_ID } from './connect-rig.ts';
import { answerWith, forBtcpay } from './front.ts';

describe('btcpay connect looks whether webhooks arrive', { timeout: 60_000 }, () => {
  let rig: ConnectRig;
  let secret: string;
  const env = { BTCPAY_SETUP_KEY: KEYS.setup, BTCPAY_API_KEY: KEYS.server };
  beforeAll(async () => {
    // A retry of BTCPay's comes after 50 ms, then 300 ms, then every 3 s; an attempt may take 2 s.
    rig = await openConnectRig({ timeScale: 0.005 });
    expect((await rig.connect(env)).code).toBe(0);
    secret = String(parseEnv(await rig.settings())['BTCPAY_WEBHOOK_SECRET']);
    await rig.startServer();
  }, 120_000);
  afterAll(() => rig.stop());
  afterEach(() => {
    rig.front.rule = () => 'pass';
  });

  const run = async (changes: Readonly<Record<string, string>> = {}) => {
    const { code, output } = await rig.connect({ ...env, ...changes });
    const lines = output.split('\n');
    return { code, line: lines.find((line) => / Arrival: /.test(line)) ?? output, output };
  };
  const LOGIN = '<html><form>Log in</form></html>';

  it.each([301, 302, 303, 307, 308])(
    'sees a redirect %i in front, and says that BTCPay would not',
    async (status) => {
      rig.front.rule = answerWith(status, { location: 'https://www.shop.example/webhooks/btcpay' });
      const { code, line, output } = await run();
      expect(code).toBe(1);
      expect(line).toMatch(
        new RegExp(
          `^failed .* answers ${status}, a redirect to https://www.shop.example/.* count a webhook as delivered`,
        ),
      );
      expect(output).toMatch(/Take the redirect away .* or write the address at which it ends as PUBLIC_URL/);
    },
  );

  it('sees a log-in page that answers 200', async () => {
    rig.front.rule = answerWith(200, { 'content-type': 'text/html' }, LOGIN);
    expect(await run()).toMatchObject({
      code: 1,
      line: expect.stringMatching(/^failed .* something else than this server answers 200/),
    });
  });

  it.each<[string, ReturnType<typeof answerWith>, RegExp]>([
    ['a log-in in front', answerWith(401, { 'www-authenticate': 'Basic' }), /asks for a log-in/],
    ['a firewall that refuses', answerWith(403), /refuses the webhook with 403/],
    [
      'a host that is another',
      answerWith(404, { 'content-type': 'text/html' }, 'not here'),
      /nothing is served/,
    ],
    ['a server in trouble', answerWith(500), /answers 500/],
    [
      'a front that hangs up',
      (request) => {
        request.socket.destroy();
        return 'answered';
      },
      /cut the connection/,
    ],
  ])('sees %s', async (_, rule, words) => {
    rig.front.rule = rule;
    expect(await run()).toMatchObject({ code: 1, line: expect.stringMatching(words) });
  });

  it('ends with 3 where only the server is missing: no connection, or 502 from the proxy', async () => {
    const closed = await run({ PUBLIC_URL: `http://127.0.0.1:${await freePort()}` });
    expect(closed).toMatchObject({ code: 3, line: expect.stringMatching(/^missing .* refuses connections/) });
    rig.front.rule = answerWith(502, { 'content-type': 'text/html' });
    const down = await run();
    expect(down).toMatchObject({
      code: 3,
      line: expect.stringMatching(/^missing .* with 502, but no server behind/),
    });
    expect(down.output).toContain('scripts/deploy.sh');
  });

  it('waits at a terminal until the server is started, and goes on', async () => {
    rig.front.rule = answerWith(502, { 'content-type': 'text/html' });
    const questions: string[] = [];
    const { code, output } = await rig.connect(env, [], async (question) => {
      questions.push(question);
      rig.front.rule = () => 'pass';
      return '';
    });
    expect([code, questions.length]).toEqual([0, 2]);
    expect(questions[0]).toMatch(/press Enter/);
    expect(output).toMatch(/^missing +Arrival: [\s\S]*^ok +Arrival: /m);
    // An empty answer deletes no key.
    expect((await run()).code).toBe(0);
  });

  it('ends with 3 where the server runs with another secret', async () => {
    const { code, line, output } = await run({ BTCPAY_WEBHOOK_SECRET: 'quite-another-secret' });
    expect([code, line]).toEqual([3, expect.stringMatching(/^missing .* another BTCPAY_WEBHOOK_SECRET/)]);
    expect(output).toMatch(/Restart the server/);
    expect((await run({ BTCPAY_WEBHOOK_SECRET: secret })).code).toBe(0);
  });

  it.each([301, 302])(
    'is not deceived by a redirect %i that BTCPay alone meets and counts as delivered',
    async (status) => {
      rig.front.rule = forBtcpay((request, response) =>
        request.method === 'POST'
          ? answerWith(status, { location: '/log-in' })(request, response)
          : answerWith(200, {}, LOGIN)(request, response),
      );
      const { code, line } = await run();
      expect([code, line]).toEqual([
        1,
        expect.stringMatching(/^failed .*BTCPay noted 200, delivered, but the server never got it/),
      ]);
    },
  );

  it('explains what BTCPay alone is answered', async () => {
    for (const [status, words] of [
      [304, /a redirect, and does not try again/],
      [401, /a log-in, or a server with another secret/],
      [404, /reaches something without this route/],
      [403, /something refuses it/],
    ] as const) {
      rig.front.rule = forBtcpay(answerWith(status));
      const { code, line } = await run();
      expect([code, line]).toEqual([1, expect.stringMatching(words)]);
      expect(line).toContain(`BTCPay was answered ${status}`);
    }
  });

  it('explains a delivery that hangs, and needs no hour of waiting after the way is free', async () => {
    rig.front.rule = forBtcpay(() => 'answered');
    const hung = await run();
    expect(hung).toMatchObject({ code: 1, line: expect.stringMatching(/BTCPay notes no try to deliver/) });
    rig.front.rule = forBtcpay(answerWith(503));
    const refused = await run();
    expect(refused.code).toBe(1);
    rig.front.rule = () => 'pass';
    const freed = await run();
    expect(freed).toMatchObject({ code: 0, line: expect.stringMatching(/^ok /) });
    const webhooks: { url: string }[] = Object(await rig.btcpay('GET', `/stores/${STORE_ID}/webhooks`));
    expect(webhooks.filter(({ url }) => url.startsWith(rig.front.url))).toHaveLength(1);
  });
});
