/** Numbers of Cilium's drop reasons (flow.proto, DropReason): older Hubbles print the number alone. */
const reasons: Readonly<Record<number, string>> = {
  130: 'INVALID_SOURCE_MAC',
  131: 'INVALID_DESTINATION_MAC',
  132: 'INVALID_SOURCE_IP',
  133: 'POLICY_DENIED',
  151: 'STALE_OR_UNROUTABLE_IP',
  155: 'CT_MAP_INSERTION_FAILED',
  158: 'SERVICE_BACKEND_NOT_FOUND',
  160: 'NO_TUNNEL_OR_ENCAPSULATION_ENDPOINT',
  169: 'FIB_LOOKUP_FAILED',
  171: 'INVALID_IDENTITY',
  177: 'DENIED_BY_LB_SRC_RANGE_CHECK',
  181: 'POLICY_DENY',
};

/** A drop reason's name by its number; the number itself where it is not known. */
export function dropReasonName(number: number): string {
  return reasons[number] ?? `drop reason ${number}`;
}

/** What a drop reason means, in words; as it stands where it is not known. */
export function dropReasonWords(reason: string): string {
  if (/^(?:POLICY_DENIED|policy denied)$/i.test(reason)) return 'no policy allows it (POLICY_DENIED)';
  if (/^(?:POLICY_DENY|policy denied by denylist)$/i.test(reason)) return 'a deny rule forbids it (POLICY_DENY)';
  if (/CT_MAP_INSERTION_FAILED|CT: Map insertion failed/i.test(reason))
    return 'the table of connections is full (CT_MAP_INSERTION_FAILED)';
  return reason;
}
