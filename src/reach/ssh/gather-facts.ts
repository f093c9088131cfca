import { access, readFile } from 'node:fs/promises';
import { type AgentIdentity, agentIdentities } from './agent-identities.ts';
import type { HostFacts } from './choose-transport.ts';
import { identityOf, readKnownHosts } from './host-keys.ts';
import type { HostSettings, LocalUser } from './host-settings.ts';
import { hasAuthority } from './judge-host-key.ts';

/** What this machine has for reaching one host: keys, certificates, tickets, authorities. Never rejects. */
export async function gatherFacts(settings: HostSettings, local: LocalUser, overHop: boolean): Promise<HostFacts> {
  const { identityFiles, certificateFiles, identitiesOnly, agent, options } = settings;
  const certificateNames = [...certificateFiles, ...identityFiles.map((file) => `${file}-cert.pub`)];
  const [certificates, fileTypes, held, known, kerberos] = await Promise.all([
    existing(certificateNames),
    Promise.all(identityFiles.map(typeOfKeyFile)),
    agent === undefined
      ? Promise.resolve<readonly AgentIdentity[]>([])
      : agentIdentities(agent).then((all) => all ?? []),
    readKnownHosts(settings),
    options.get('gssapiauthentication')?.[0] === 'yes' ? hasTicket(local) : Promise.resolve(false),
  ]);
  const agentTypes = held.map(({ type }) => type).filter((type) => !identitiesOnly || type.includes('-cert-'));
  return {
    settings,
    overHop,
    keyTypes: [...fileTypes.flatMap((type) => type ?? []), ...agentTypes],
    certificates,
    authority: hasAuthority(known, identityOf(settings)),
    kerberos,
  };
}

async function existing(files: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    files.map((file) =>
      access(file).then(
        () => [file],
        () => [],
      ),
    ),
  );
  return found.flat();
}

/** The type of a key file that exists, by the public half beside it; undefined when either is missing. */
async function typeOfKeyFile(file: string): Promise<string | undefined> {
  const [there] = await existing([file]);
  if (there === undefined) return undefined;
  const text = await readFile(`${file}.pub`, 'utf8').catch(() => '');
  return text.trim().split(/\s+/)[0] || undefined;
}

/** Whether a Kerberos ticket cache is there: the one that KRB5CCNAME names, or the usual file. */
async function hasTicket({ env }: LocalUser): Promise<boolean> {
  const named = env['KRB5CCNAME'];
  if (named !== undefined && !/^(FILE:)?\//.test(named)) return true;
  return (await existing([named?.replace(/^FILE:/, '') ?? `/tmp/krb5cc_${process.getuid?.() ?? 0}`])).length > 0;
}
