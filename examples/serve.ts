/** Serves the examples that need no backend, at http://localhost:8788 or the port in `PORT`. */
import { startStaticServer } from './static-server.ts';

const { url } = await startStaticServer(Number(process.env['PORT'] ?? 8788));
console.log(`lightning-pay examples: ${url}`);
