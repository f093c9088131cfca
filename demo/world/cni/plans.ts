import type { CniName } from '../types.ts';
import { calico } from './calico.ts';
import { cilium } from './cilium.ts';
import { flannel } from './flannel.ts';
import type { CniPlan } from './plan.ts';

/** What the demo's cluster has because of its CNI. */
export const cniPlans: Readonly<Record<CniName, CniPlan>> = { flannel, calico, cilium };
