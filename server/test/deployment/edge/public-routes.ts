import { join } from 'node:path';
import { loadDashboardFiles } from '../../../src/http/dashboard-files.ts';
import { loadPageFiles } from '../../../src/http/hosted/page-files.ts';
import { openapiDocument } from '../../../src/http/openapi.ts';
import { loadWidgetFiles } from '../../../src/http/widget-files.ts';

const SERVER = join(import.meta.dirname, '../../..');
const METHODS = ['get', 'post', 'put', 'delete'] as const;

/** One route of the server as a client asks for it. */
export interface PublicRoute {
  readonly method: string;
  readonly path: string;
}

/**
 * Every route that a server has: those of its description, which its own test holds against the application, and the
 * files of widget, pages and dashboard as they are built.
 */
export async function publicRoutes(): Promise<PublicRoute[]> {
  const document = openapiDocument('https://pay.example.com', true);
  const paths = Object.entries(document['paths'] as Record<string, Record<string, unknown>>); // as OpenAPI has it
  const described = paths.flatMap(([pattern, operations]) =>
    METHODS.filter((method) => operations[method] !== undefined).map((method) => ({
      method: method.toUpperCase(),
      path: pattern.replaceAll(/\{\w+\}/g, 'a-Z_9'),
    })),
  );
  const pages = await loadPageFiles(join(SERVER, 'src/http/hosted/files'));
  const files = [
    '/openapi.json',
    ...Object.values(pages).map((file) => file.path),
    ...(await loadWidgetFiles(join(SERVER, '../widget/dist'), '1.2.3-rc.4')).keys(),
    ...(await loadDashboardFiles(join(SERVER, 'dist/dashboard'))).keys(),
  ];
  return [...described, ...files.map((path) => ({ method: 'GET', path }))];
}
