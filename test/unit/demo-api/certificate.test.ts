import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { makeServerCertificate } from '../../../demo/api/certificate/certificate.ts';
import { integer, objectIdentifier, octetString } from '../../../demo/api/certificate/der.ts';

describe('the certificate of the demo', () => {
  const made = makeServerCertificate(['127.0.0.1', 'localhost']);
  const authority = new X509Certificate(made.authority);
  const certificate = new X509Certificate(made.certificate);

  it('is signed by its own authority', () => {
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(certificate.checkIssued(authority)).toBe(true);
    expect(authority.ca).toBe(true);
    expect(certificate.ca).toBe(false);
  });

  it('is good for the names it was made for and no others', () => {
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkHost('example.com')).toBeUndefined();
  });

  it('is valid now, and not for ever', () => {
    expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.now());
    expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now());
  });

  const server = createServer({ cert: made.certificate, key: made.key });
  afterEach(() => server.close());

  it('is accepted in a TLS handshake by a client that trusts only that authority', async () => {
    server.on('secureConnection', (socket) => socket.end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const socket = connect({ host: '127.0.0.1', port, ca: made.authority });
    await once(socket, 'secureConnect');
    expect(socket.authorized).toBe(true);
    socket.destroy();
  });
});

describe('DER', () => {
  it('writes lengths of 128 and more in the long form', () => {
    expect(octetString(Buffer.alloc(200)).subarray(0, 3)).toEqual(Buffer.from([0x04, 0x81, 200]));
    expect(octetString(Buffer.alloc(300)).subarray(0, 4)).toEqual(Buffer.from([0x04, 0x82, 1, 44]));
  });

  it('keeps integers positive', () => {
    expect(integer(Buffer.from([0x80]))).toEqual(Buffer.from([0x02, 2, 0, 0x80]));
  });

  it('writes object identifiers in base 128', () => {
    expect(objectIdentifier('1.2.840.10045.4.3.2').toString('hex')).toBe('06082a8648ce3d040302');
  });
});
