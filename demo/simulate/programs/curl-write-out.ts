/** A finished transfer; times in milliseconds since its start. */
export interface Transfer {
  readonly exitCode: number;
  readonly error: string;
  readonly httpCode: number;
  readonly lookup: number;
  readonly connect: number;
  readonly startTransfer: number;
  readonly total: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly localPort: number;
  readonly bytes: number;
  readonly output: { readonly body: Buffer; readonly withHead: Buffer } | undefined;
}

/** Expands a `-w` format: the variables that curl 7.88 fills for such a transfer, and %{json}. */
export function writeOut(format: string, transfer: Transfer): string {
  const values = variables(transfer);
  return format
    .replaceAll(/\\([nrt])/g, (_, letter: string) => ({ n: '\n', r: '\r', t: '\t' })[letter] ?? letter)
    .replaceAll(/%\{([^}]*)\}/g, (_, name: string) => (name === 'json' ? json(transfer) : String(values[name] ?? '')));
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(6);
}

function variables(transfer: Transfer): Readonly<Record<string, string | number>> {
  return {
    http_code: String(transfer.httpCode).padStart(3, '0'),
    response_code: String(transfer.httpCode).padStart(3, '0'),
    exitcode: transfer.exitCode,
    errormsg: transfer.error,
    time_namelookup: seconds(transfer.lookup),
    time_connect: seconds(transfer.connect),
    time_appconnect: seconds(0),
    time_pretransfer: seconds(transfer.connect),
    time_starttransfer: seconds(transfer.startTransfer),
    time_total: seconds(transfer.total),
    remote_ip: transfer.remoteAddress,
    remote_port: transfer.remotePort,
    local_ip: transfer.localAddress,
    local_port: transfer.localPort,
    size_download: transfer.bytes,
  };
}

function json(transfer: Transfer): string {
  return JSON.stringify({
    errormsg: transfer.error === '' ? null : transfer.error,
    exitcode: transfer.exitCode,
    http_code: transfer.httpCode,
    local_ip: transfer.localAddress,
    local_port: transfer.localPort,
    remote_ip: transfer.remoteAddress,
    remote_port: transfer.remotePort,
    response_code: transfer.httpCode,
    scheme: transfer.connect > 0 ? 'HTTP' : null,
    size_download: transfer.bytes,
    time_appconnect: 0,
    time_connect: transfer.connect / 1000,
    time_namelookup: transfer.lookup / 1000,
    time_pretransfer: transfer.connect / 1000,
    time_starttransfer: transfer.startTransfer / 1000,
    time_total: transfer.total / 1000,
    curl_version: 'libcurl/7.88.1',
  });
}
