import { afterEach, describe, expect, it } from 'vitest';
import { createSimulation } from '../../demo/simulate/simulation.ts';
import { badInputs, cleanHome } from '../support/bad-inputs.ts';
import { brokenTools } from '../support/broken-tools.ts';
import { DemoHttp, itemNames } from '../support/demo-http.ts';
import { kubeconfigText, testFolder } from '../support/kubeconfig-file.ts';
import { LocalBackend } from '../support/local-backend.ts';
import { serveDemo } from '../support/local-demo.ts';
import { type HeadlessEnd, runPlumbline } from '../support/run-plumbline.ts';

/** The lines of a stack trace. */
const stackLine = /^\s+at\s\S/m;
/** What a terminal would obey. */
const controlSequence = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

function saysItPlainly({ stdout, stderr, signal }: HeadlessEnd): void {
  expect(stdout + stderr).not.toMatch(stackLine);
  expect(stderr).not.toMatch(controlSequence);
  expect(signal).toBeUndefined();
}

const link = ['--from', 'shop/web', '--to', 'shop/db:5432'] as const;

describe('plumbline probe says what is wrong, once and on stderr, and ends with the right code when', () => {
  it.concurrent.each(badInputs)('$title', { timeout: 40_000 }, async (bad) => {
    const input = await bad.arrange();
    try {
      const end = await runPlumbline(['probe', 'connect', ...link, ...input.args], input.env).end;
      for (const words of bad.says) expect(end.stderr).toMatch(words);
      expect(end.stderr.match(/^plumbline: /gm)).toHaveLength(1);
      expect(end.stdout).toBe('');
      expect(end.exitCode).toBe(bad.exitCode);
      saysItPlainly(end);
    } finally {
      await input.close();
    }
  });
});

it('with -o json the same sentence is a document, so that a script can read it', async () => {
  const { folder, env } = await cleanHome();
  endings.push(() => folder.remove());
  const end = await runPlumbline(['probe', 'connect', ...link, '-o', 'json'], env).end;
  expect(JSON.parse(end.stdout)).toMatchObject({
    apiVersion: 'plumbline/v1',
    kind: 'ProbeFailure',
    class: 'usage',
    reason: 'configuration',
    sentence: expect.stringContaining('No kubeconfig was found') as string,
  });
  expect(end.exitCode).toBe(2);
});

it('doctor names the trouble with the cluster and goes on to the rest', async () => {
  const { folder, env } = await cleanHome();
  endings.push(() => folder.remove());
  const file = await folder.write('kubeconfig', kubeconfigText({ server: 'https://127.0.0.1:1' }));
  const end = await runPlumbline(['doctor', '--kubeconfig', file], env).end;
  expect(end.stdout).toMatch(/127\.0\.0\.1:1 refuses connections/);
  expect(end.stdout).toMatch(/Programs here/);
  expect(end.exitCode).toBe(3);
  saysItPlainly(end);
});

describe('two files in KUBECONFIG, one of them missing, are one kubeconfig, and', () => {
  it('the server it names is asked', async () => {
    const { folder, env } = await cleanHome();
    endings.push(() => folder.remove());
    const file = await folder.write('there', kubeconfigText({ server: 'https://127.0.0.1:1' }));
    const KUBECONFIG = `${folder.path}/missing:${file}`;
    const end = await runPlumbline(['probe', 'connect', ...link], { ...env, KUBECONFIG }).end;
    expect(end.stderr).toMatch(/127\.0\.0\.1:1 refuses connections/);
    expect(end.exitCode).toBe(3);
  });
});

describe('a command line that cannot be meant ends with code 2 and says', () => {
  it.concurrent.each<readonly [string, readonly string[], RegExp]>([
    ['that the screen needs a terminal', [], /The screen needs a terminal[^]*plumbline probe/],
    ['that --from is missing', ['probe', 'connect', '--to', 'shop/db:1'], /required option '--from <endpoint>'/],
    ['that --to is missing', ['probe', 'connect', '--from', 'shop/web'], /required option '--to <endpoint>'/],
    ['which command was likely meant', ['prob'], /There is no command 'prob'\. Did you mean probe\?/],
    ['which commands there are', ['frobnicate'], /There is no command 'frobnicate'[^]*probe, .*doctor, .*demo/],
    [
      'which probe was likely meant',
      ['probe', 'conect', ...link],
      /unknown command 'conect'[^]*Did you mean connect\?/,
    ],
    ['which modes there are', ['--mode', 'nonsense'], /'nonsense' is invalid[^]*observe, probe, write/],
    ['which formats there are', ['probe', 'connect', ...link, '-o', 'yaml'], /'yaml' is invalid[^]*text, json/],
    ['which faults there are', ['demo', 'fault', 'no-such', 'on'], /There is no fault 'no-such'[^]*policy-drop/],
    [
      'how a port looks',
      ['probe', 'connect', '--from', 'shop/web', '--to', 'shop/db:99999'],
      /'shop\/db:99999' cannot be read as an endpoint: its port is neither a number from 1 to 65535/,
    ],
    [
      'that only the destination has a port',
      ['probe', 'connect', '--from', 'shop/web:80', '--to', 'shop/db'],
      /--from 'shop\/web:80' has a port: only the destination has one/,
    ],
    ['what a count is', ['probe', 'latency', ...link, '--count', 'none'], /--count must be a whole number/],
    ['that one end alone is no link', ['--from', 'shop/web'], /--from names one end of a link, and --to is missing/],
  ])('%s', { timeout: 20_000 }, async (_, args, words) => {
    const { folder, env } = await cleanHome();
    const end = await runPlumbline(args, env).end;
    await folder.remove();
    expect(end.stderr).toMatch(words);
    expect(end.stdout).toBe('');
    expect(end.exitCode).toBe(2);
    saysItPlainly(end);
  });
});

describe('a config file that', () => {
  it.each<readonly [string, (path: string) => readonly string[], RegExp]>([
    [
      'was named and does not exist',
      (path) => ['--config', `${path}/nowhere`],
      /The config file \S*nowhere cannot be read: it does not exist/,
    ],
    ['is broken YAML', (path) => ['--config', `${path}/broken.yaml`], /broken\.yaml:3:1: this is not YAML/],
    ['has a key that nobody knows', (path) => ['--config', `${path}/unknown.yaml`], /unknown\.yaml[^]*colour/],
  ])('%s is named before anything is measured', async (_, args, words) => {
    const { folder, env } = await cleanHome();
    endings.push(() => folder.remove());
    await folder.write('broken.yaml', 'theme: dark\nkeys: [\n');
    await folder.write('unknown.yaml', 'colour: red\n');
    for (const command of [['probe', 'connect', ...link], []]) {
      const end = await runPlumbline([...command, ...args(folder.path)], env).end;
      expect(end.stderr).toMatch(words);
      expect(end.exitCode).toBe(2);
      saysItPlainly(end);
    }
  });
});

describe('while a probe runs,', () => {
  it.each(['pod', 'namespace'])('the deletion of its %s is told with what was measured until then', async (what) => {
    const { folder, env } = await cleanHome();
    const demo = await serveDemo(createSimulation());
    const http = new DemoHttp(demo.api);
    endings.push(
      () => folder.remove(),
      () => demo.stop(),
      () => http.close(),
    );
    const pods = itemNames((await http.get('/api/v1/namespaces/shop/pods')).body);
    const pod = pods.find((name) => name.startsWith('frontend')) ?? expect.fail('the demo has no front end');
    const run = runPlumbline(
      [
        ...['probe', 'latency', '--from', `shop/${pod}`, '--to', 'shop/backend', '--count', '60'],
        ...['--kubeconfig', demo.kubeconfig],
      ],
      env,
    );
    endings.push(async () => run.kill('SIGKILL'));
    await new Promise((resolve) => setTimeout(resolve, 4000));
    await http.send('DELETE', `/api/v1/namespaces/shop${what === 'pod' ? `/pods/${pod}` : ''}`);
    const end = await run.end;
    expect(end.stdout).toMatch(/^ping \d+ sent/m);
    expect(end.stdout).toMatch(
      new RegExp(`^ended early: .*shop/${pod}.*(not there|not found|was deleted|not running)`, 'm'),
    );
    expect(end.exitCode).toBe(3);
    saysItPlainly(end);
  });

  it.each(brokenTools)('and $title, that is told in one sentence', async ({ scripts, argv, says }) => {
    const { folder, env } = await cleanHome();
    const programs = await testFolder();
    const demo = await serveDemo(new LocalBackend(programs.path));
    endings.push(
      () => folder.remove(),
      () => programs.remove(),
      () => demo.stop(),
    );
    for (const [name, script] of Object.entries(scripts)) await programs.write(name, script, 0o755);
    const link = ['--from', 'shop/frontend', '--to', 'shop/backend:8080'];
    const end = await runPlumbline([...argv, ...link, '--kubeconfig', demo.kubeconfig], env).end;
    expect(end.stdout).toMatch(says);
    expect(end.stdout).not.toMatch(controlSequence);
    expect(end.stdout.length).toBeLessThan(4000);
    expect(end.exitCode).toBe(3);
    saysItPlainly(end);
  });
});
