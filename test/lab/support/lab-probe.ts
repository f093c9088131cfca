import { probeLab } from '../../../demo/lab/probe-lab.ts';

console.log(JSON.stringify(await probeLab()));
