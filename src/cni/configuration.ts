/** The tag of an image reference: 'v0.26.1' of 'ghcr.io/flannel-io/flannel:v0.26.1@sha256:…'; undefined without one. */
export function imageTag(image: string): string | undefined {
  const [reference = ''] = image.split('@');
  const colon = reference.lastIndexOf(':');
  return colon > reference.lastIndexOf('/') ? reference.slice(colon + 1) || undefined : undefined;
}

/** Backend.Type of flannel's net-conf.json; undefined when the text is missing or says none. */
export function flannelBackend(netConf: string | undefined): string | undefined {
  if (netConf === undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(netConf);
  } catch {
    return undefined;
  }
  const backend: unknown = typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'Backend') : undefined;
  const type: unknown = typeof backend === 'object' && backend !== null ? Reflect.get(backend, 'Type') : undefined;
  return typeof type === 'string' && type !== '' ? type : undefined;
}
