import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Makes a key and a certificate that signs itself, as `privkey.pem` and `fullchain.pem`.
 *
 * @param folder Where to, as certbot's folder of a lineage.
 * @param subject As OpenSSL has it, `/CN=pay.example.com`; who signs it is the same.
 */
export function issueCertificate(folder: string, subject: string): void {
  const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90'.split(' ');
  const files = ['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')];
  execFileSync('openssl', [...words, '-subj', subject, ...files], { stdio: 'ignore' });
}
