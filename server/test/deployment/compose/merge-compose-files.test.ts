import { describe, expect, it } from 'vitest';
import { parseComposeFile } from './compose-file.ts';
import { mergeComposeFiles } from './merge-compose-files.ts';

/** The service `s` of files that hold nothing else; each file is given as the service's attributes. */
function merged(...services: string[]): unknown {
  const files = services.map((text) => parseComposeFile(`services:\n  s:\n${text.replace(/^/gm, '    ')}`));
  return (mergeComposeFiles(files)['services'] as { s: unknown }).s;
}

describe('mergeComposeFiles', () => {
  it.each<[string, string[], unknown]>([
    ['mappings are merged key by key', ['a: 1\nb: {x: 1, y: 2}', 'b: {y: 3}'], { a: 1, b: { x: 1, y: 3 } }],
    ['lists are appended', ['dns: 1.1.1.1', 'dns: [8.8.8.8]'], { dns: ['1.1.1.1', '8.8.8.8'] }],
    [
      'what a list holds already is not held twice',
      ['cap_drop: [ALL]', 'cap_drop: [ALL]'],
      { cap_drop: ['ALL'] },
    ],
    [
      'commands and the test of a health check are replaced',
      [
        'command: [a]\nentrypoint: [a]\nhealthcheck: {test: [CMD, a], retries: 2}',
        'command: b\nentrypoint: []\nhealthcheck: {test: [CMD, b]}',
      ],
      { command: 'b', entrypoint: [], healthcheck: { test: ['CMD', 'b'], retries: 2 } },
    ],
    [
      'an environment is one mapping, whichever way it was written',
      ['environment: [A=1, B]', 'environment: {A: x=y}'],
      { environment: { A: 'x=y', B: null } },
    ],
    [
      'mounts with one target are one mount',
      ['volumes: [data:/work, ./a:/a:ro]', 'volumes: [other:/work]'],
      {
        volumes: [
          { type: 'volume', source: 'other', target: '/work' },
          { type: 'bind', source: './a', target: '/a', read_only: true },
        ],
      },
    ],
    [
      'ports are one where address, published, target and protocol are',
      ['ports: ["80:8080", 9]', 'ports: ["80:8080/tcp", "127.0.0.1:80:8080", "80:8080/udp"]'],
      {
        ports: [
          { target: 8080, protocol: 'tcp', published: '80' },
          { target: 9, protocol: 'tcp' },
          { target: 8080, protocol: 'tcp', published: '80', host_ip: '127.0.0.1' },
          { target: 8080, protocol: 'udp', published: '80' },
        ],
      },
    ],
    [
      'networks and dependencies may be lists or mappings',
      [
        'networks: [a, b]\ndepends_on: [x]',
        'networks: {b: {aliases: [n]}}\ndepends_on: {x: {required: false}}',
      ],
      {
        networks: { a: null, b: { aliases: ['n'] } },
        depends_on: { x: { condition: 'service_started', required: false } },
      },
    ],
    [
      'a network without words keeps those before it',
      ['networks: {a: {priority: 1}}', 'networks: {a: }'],
      { networks: { a: { priority: 1 } } },
    ],
    [
      'options of one logging driver are merged, of two are not',
      ['logging: {driver: local, options: {max-size: 1m}}', 'logging: {options: {max-file: "2"}}'],
      { logging: { driver: 'local', options: { 'max-size': '1m', 'max-file': '2' } } },
    ],
    [
      'another logging driver comes with its own options',
      ['logging: {driver: local, options: {max-size: 1m}}', 'logging: {driver: none}'],
      { logging: { driver: 'none' } },
    ],
    ['what is reset is gone', ['ports: ["80:80"]\nuser: "1"', 'ports: !reset []'], { user: '1' }],
    [
      'what overrides stands alone',
      ['ports: ["80:80"]', 'ports: !override ["81:81"]'],
      { ports: [{ target: 81, protocol: 'tcp', published: '81' }] },
    ],
    [
      'anchors and merge keys are resolved',
      ['x-a: &a {b: 1}\nc: {<<: *a, d: 2}'],
      { 'x-a': { b: 1 }, c: { b: 1, d: 2 } },
    ],
  ])('%s', (_, services, expected) => {
    expect(merged(...services)).toEqual(expected);
  });

  it('takes services, networks and volumes of every file', () => {
    const files = ['services: {a: {image: x}}', 'services: {b: {image: y}}\nnetworks: {n: }'];
    expect(mergeComposeFiles(files.map(parseComposeFile))).toEqual({
      services: { a: { image: 'x' }, b: { image: 'y' } },
      networks: { n: null },
    });
  });
});
