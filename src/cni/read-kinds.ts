/** Custom resources that are listed to know a CNI, beside those that policies are made of. */
export interface ReadKind {
  readonly group: string;
  readonly plural: string;
  readonly purpose: string;
  /** Lies in namespaces. */
  readonly namespaced: boolean;
}

const calico: Readonly<Record<string, string>> = {
  ippools: "judge Calico's pools of addresses",
  ipamblocks: 'find addresses that are leaked or run out',
  ipamconfigs: "read the settings of Calico's IPAM",
  felixconfigurations: "read Felix' settings",
  bgpconfigurations: 'know whether the nodes are meshed',
  caliconodestatuses: 'read BGP sessions without exec, where somebody made such an object',
};

const ofCalico = (group: string, kinds: Readonly<Record<string, string>>): readonly ReadKind[] =>
  Object.entries(kinds).map(([plural, purpose]) => ({ group, plural, purpose, namespaced: false }));

const { ipamconfigs: ipamSettings = '', ...both } = calico;

/** Each is asked for only where the server has it. */
export const cniReadKinds: readonly ReadKind[] = [
  ...ofCalico('crd.projectcalico.org', calico),
  ...ofCalico('projectcalico.org', { ...both, ipamconfigurations: ipamSettings }),
  ...ofCalico('operator.tigera.io', {
    tigerastatuses: "read what Calico's operator says of its parts",
    installations: 'know how Calico was installed',
  }),
  { group: 'cilium.io', plural: 'ciliumnodes', purpose: 'know which nodes Cilium has taken up', namespaced: false },
  { group: 'cilium.io', plural: 'ciliumendpoints', purpose: 'find pods that Cilium does not manage', namespaced: true },
];
