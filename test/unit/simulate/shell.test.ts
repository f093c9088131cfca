import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSignalAnswer, signalCommand, superviseCommand } from '../../../src/kube/exec/remote-process.ts';
import { parseTcpTimes, tcpTimeArgv } from '../../../src/tools/tcp-time/bash.ts';
import { bashTool } from '../../../src/tools/bash/tool.ts';
import { notUnderstood, parsed } from './parsed.ts';
import { firstContainer, type Simulated, simulated } from './simulated.ts';

const place = 'shop/frontend@worker-1';
let cluster: Simulated;
beforeAll(async () => {
  cluster = await simulated();
});
afterAll(() => cluster.stop());

const output = async (shell: string, script: string, ...words: string[]) =>
  (await cluster.run(place, [shell, '-c', script, shell, ...words])).stdout;

describe('The simulated shell', () => {
  it.each([
    ['quotes and keeps arguments apart', 'for w in "$@"; do echo "<$w>"; done', ['a b', 'c'], '<a b>\n<c>\n'],
    ['splits what is not quoted', 'x="a  b"; for w in $x; do echo $w; done', [], 'a\nb\n'],
    ['calculates', 'i=2; echo $((i * (3 + 4) % 5))', [], '4\n'],
    [
      'follows if, elif and else',
      'if [ 1 -gt 2 ]; then echo a; elif test -n "$1"; then echo b; else echo c; fi',
      ['x'],
      'b\n',
    ],
    ['matches patterns', 'case $1 in ping | ping6) echo p ;; *) echo o ;; esac', ['ping6'], 'p\n'],
    ['joins commands by their status', 'false || true && echo yes', [], 'yes\n'],
    ['captures output', 'x=$(echo one; echo two); echo "$x"', [], 'one\ntwo\n'],
    ['pipes', 'printf "a\\nb\\nc\\n" | head -n 2 | tail -n 1', [], 'b\n'],
    ['reads lines', 'printf "a b\\nc\\n" | while read -r x y; do echo "$y-$x"; done', [], 'b-a\n-c\n'],
    ['cuts off ends', 'p=/usr/bin/ping; echo ${p##*/} ${p%/*}', [], 'ping /usr/bin\n'],
    ['calls functions', 'f() { echo "$1$2"; return 3; }; f x y; echo $?', [], 'xy\n3\n'],
    ['runs in the background and waits', '(sleep 0.05; echo late) & wait $!; echo done', [], 'late\ndone\n'],
    ['runs the EXIT trap', "trap 'echo bye' EXIT; echo hi; exit 0", [], 'hi\nbye\n'],
    ['writes and reads files', 'echo one >/tmp/f; echo two >>/tmp/f; cat /tmp/f', [], 'one\ntwo\n'],
    ['sends stderr where it is told', 'nosuch 2>&1 >/dev/null; echo $?', [], 'sh: 1: nosuch: not found\n127\n'],
  ])('%s', async (_, script, words, expected) => {
    expect(await output('sh', script, ...words)).toBe(expected);
  });

  it('counts in loops as bash does', async () => {
    expect(await output('bash', 'for ((i = 0; i < 3; i++)); do echo $i; done')).toBe('0\n1\n2\n');
  });

  it('reads from a process substitution, and gives up when told to', async () => {
    const script = 'exec 4< <(sleep 5); read -t 0.05 -r x <&4; [ $? -gt 128 ] && echo late; kill $!';
    expect(await output('bash', script)).toBe('late\n');
  });

  it('says what it does not know and exits 2', async () => {
    const ran = await cluster.run(place, ['sh', '-c', 'echo before; cat <<END\nx\nEND']);
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: 'sh: not supported in the simulation: here-documents\n' });
  });

  it('reads commands from its stdin', async () => {
    expect(await cluster.run(place, ['sh'], { stdin: 'echo hi\nexit 4\n' })).toMatchObject({ stdout: 'hi\n', code: 4 });
  });

  it('prompts and echoes on a terminal', async () => {
    const ran = await cluster.run(place, ['sh'], { stdin: 'echo hi\rexit\r', tty: true });
    expect(ran.stdout).toBe('/ # echo hi\r\nexit\r\nhi\r\n/ # ');
  });
});

describe("Plumbline's own scripts in the simulation", () => {
  it('announce the process that they become, which a second exec can end', async () => {
    const pod = cluster.pod(place);
    const command = superviseCommand(['ping', cluster.address('shop/backend@worker-2')], 30_000);
    const start = await cluster.backend.exec({
      pod,
      container: firstContainer(pod),
      argv: command.argv,
      stdin: false,
      tty: false,
    });
    if (!start.started) throw new Error(start.message);
    const announced = await new Promise<ReturnType<typeof command.announced>>((resolve) => {
      start.process.stderr.on('data', (chunk: Buffer) => resolve(command.announced(chunk.toString('utf8').trimEnd())));
    });
    if (announced === undefined) throw new Error('nothing was announced');
    expect(announced.leads).toBe(true);
    const signal = async (name: 'INT' | 'KILL' | '0') =>
      readSignalAnswer((await cluster.run(place, signalCommand(announced, name))).stdout);
    expect(await signal('0')).toBe('sent');
    expect(await signal('INT')).toBe('sent');
    await start.process.exitCode;
    expect(await signal('KILL')).toBe('gone');
  });

  it('connect by bash and tell open, refused and silent apart', async () => {
    const connect = async (address: string, port: number) =>
      (await parsed(bashTool, await cluster.run(place, bashTool.argv({ address, port, timeoutSeconds: 1 })))).summary;
    const backend = cluster.address('shop/backend@worker-2');
    expect((await connect(backend, 8080)).class).toBe('open');
    expect((await connect(backend, 81)).class).toBe('refused');
    expect((await connect(cluster.address('payments/ledger-db'), 5432)).class).toBe('timeout');
  });

  it('time connects by bash', async () => {
    const address = cluster.address('shop/backend@worker-2');
    const ran = await cluster.run(
      place,
      tcpTimeArgv({ address, port: 8080, count: 2, interval: 0.2, timeoutSeconds: 1 }),
    );
    async function* lines() {
      for (const text of ran.stdout.trimEnd().split('\n')) yield { text, at: 1, stream: 'stdout' as const };
    }
    const samples = [];
    for await (const sample of parseTcpTimes(lines())) samples.push(sample);
    expect(notUnderstood(samples)).toEqual([]);
    expect(samples.map((sample) => sample.kind)).toEqual(['connected', 'connected']);
  });
});
