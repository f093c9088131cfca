import { judgedReader } from '../reading/judged.ts';
import { meaningOfTls } from './meaning.ts';
import { parseTlsClient } from './parse.ts';

/** Reads what openssl s_client printed. */
export const opensslReader = judgedReader({
  tool: 'openssl',
  about: 'openssl s_client, 1.1.1 to 3.5',
  parse: parseTlsClient,
  summary: ({ protocol, cipher, verifyCode, verifyWords, verifiedName, subject, items }) => ({
    protocol,
    cipher,
    certificateReceived: items.some((item) => item.kind === 'step' && item.step === 'certificate'),
    verifyCode,
    verifyWords,
    verifiedName,
    subject,
  }),
  meaning: meaningOfTls,
  silence: ({ exitCode }) =>
    exitCode === 124 || exitCode === 137
      ? {
          state: 'fault',
          sentence: 'It did not even connect before its deadline: packets or their answers vanish on the way',
        }
      : undefined,
});
