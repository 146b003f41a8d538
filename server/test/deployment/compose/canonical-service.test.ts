import { describe, expect, it } from 'vitest';
import { canonicalService } from './canonical-service.ts';

describe('canonicalService', () => {
  it.each([
    ['a mount', { volumes: ['a:b:c:d'] }, /mount a:b:c:d/],
    ['a port', { ports: ['http:80'] }, /port http:80/],
  ])('refuses %s that it cannot read', (_, service, message) => {
    expect(() => canonicalService(service)).toThrow(message);
  });

  it('leaves long forms as they are', () => {
    const long = canonicalService({
      environment: ['A=1', 'B'],
      extra_hosts: ['a:10.0.0.1', 'b=::1'],
      env_file: 'server.env',
      tmpfs: '/tmp:size=1m',
      volumes: ['./nginx:/etc/nginx:ro', 'data:/data', '/scratch'],
      ports: ['[::1]:80:8080/udp'],
      secrets: ['key'],
    });
    expect(long).toEqual({
      environment: { A: '1', B: null },
      extra_hosts: { a: '10.0.0.1', b: '::1' },
      env_file: [{ path: 'server.env' }],
      tmpfs: ['/tmp:size=1m'],
      volumes: [
        { type: 'bind', source: './nginx', target: '/etc/nginx', read_only: true },
        { type: 'volume', source: 'data', target: '/data' },
        { type: 'volume', target: '/scratch' },
      ],
      ports: [{ host_ip: '[::1]', published: '80', target: 8080, protocol: 'udp' }],
      secrets: [{ source: 'key' }],
    });
    expect(canonicalService(long)).toEqual(long);
  });
});
