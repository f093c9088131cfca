import { probeLab } from '../../../demo/lab/probe-lab.ts';

process.stdout.write(`${JSON.stringify(await probeLab())}\n`);
