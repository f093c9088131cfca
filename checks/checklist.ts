import type { ChecklistItem } from '../src/incident/checklist.ts';

/** The troubleshooting guide's three lists: four items before, five during, four after. Ids are kept in records: never reuse one. */
export const checklistItems: readonly ChecklistItem[] = [
  {
    id: 'before/names-and-addresses',
    phase: 'before',
    short: 'Names and IPs',
    text: 'Gather pod names, namespaces and IP addresses',
  },
  {
    id: 'before/expected-and-actual',
    phase: 'before',
    short: 'Expected vs actual',
    text: 'Document expected and actual behaviour',
  },
  {
    id: 'before/recent-changes',
    phase: 'before',
    short: 'Recent changes',
    text: 'Check recent changes to network policies and CNI configuration',
  },
  {
    id: 'before/node-health',
    phase: 'before',
    short: 'Cluster, node health',
    text: 'Verify cluster and node health status',
  },
  {
    id: 'during/basic-connectivity',
    phase: 'during',
    short: 'Basic connectivity',
    text: 'Start with basic connectivity tests',
  },
  {
    id: 'during/policies-and-labels',
    phase: 'during',
    short: 'Policies and labels',
    text: 'Check network policies and label matching',
  },
  {
    id: 'during/cni-status-and-logs',
    phase: 'during',
    short: 'CNI status and logs',
    text: 'Verify CNI plugin status and logs',
  },
  { id: 'during/dns', phase: 'during', short: 'DNS resolution', text: 'Test DNS resolution' },
  {
    id: 'during/traffic-analysis',
    phase: 'during',
    short: 'Traffic analysis',
    text: 'Analyze network traffic if needed',
  },
  {
    id: 'after/root-cause',
    phase: 'after',
    short: 'Root cause and fix',
    text: 'Document root cause and resolution steps',
  },
  {
    id: 'after/monitoring',
    phase: 'after',
    short: 'Monitoring, alerting',
    text: 'Update monitoring and alerting if needed',
  },
  {
    id: 'after/policy-review',
    phase: 'after',
    short: 'Policy review',
    text: 'Review and update network policies',
  },
  { id: 'after/incident-review', phase: 'after', short: 'Incident review', text: 'Conduct post-incident review' },
];
