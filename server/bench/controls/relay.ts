/**
 * Control: what any server must do at least. `POST /told/<id>` writes its body to the stream of `GET /events/<id>`, by
 * raw `node:http`, without signature, ledger or anything else. `POST` is open to every origin, for pages.
 */
import { createServer, type ServerResponse } from 'node:http';

const streams = new Map<string, ServerResponse>();

const server = createServer((request, response) => {
  const [, kind, id = ''] = (request.url ?? '').split('/');
  if (kind === 'events') {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'Access-Control-Allow-Origin': '*',
    });
    response.socket?.setNoDelay(true);
    response.write('retry: 1000\n\n');
    streams.set(id, response);
    response.once('close', () => streams.delete(id));
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const data = JSON.stringify(Buffer.concat(chunks).toString('utf8'));
    streams.get(id)?.write(`event: payment\nid: 2\ndata: ${data}\n\n`);
    response.writeHead(204).end();
  });
});

process.once('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null)
    console.log(JSON.stringify({ listening: `http://127.0.0.1:${address.port}` }));
});
