import type { CapturePart } from '../../contracts/capture.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import type { PcapHeader, PcapRecord } from '../pcap/records.ts';
import { pcapFileHeader, pcapRecordBytes } from '../pcap/write-pcap.ts';
import { pcapngInterface, pcapngPacket, pcapngSection } from '../pcap/write-pcapng.ts';
import { KeptFile } from './kept-file.ts';

/** The packets of a capture as files: a pcap for each side, and where there are several a pcapng of them all. */
export class CaptureFiles {
  readonly #files: readonly KeptFile[];
  readonly #all: KeptFile | undefined;
  readonly #headers: (PcapHeader | undefined)[] = [];
  readonly #interfaces = new Map<number, number>();

  private constructor(files: readonly KeptFile[], all: KeptFile | undefined) {
    this.#files = files;
    this.#all = all;
    all?.append(pcapngSection());
  }

  static async create(sides: number, runtimeFolder: string): Promise<CaptureFiles> {
    const files = await Promise.all(Array.from({ length: sides }, () => KeptFile.create(runtimeFolder)));
    return new CaptureFiles(files, sides > 1 ? await KeptFile.create(runtimeFolder) : undefined);
  }

  /** The side's link type is known now; the first one stays, for a file has one. Whether this is it. */
  header(side: number, header: PcapHeader, name: string): boolean {
    const known = this.#headers[side];
    if (known !== undefined) return known.linkType === header.linkType;
    this.#headers[side] = header;
    this.#files[side]?.append(pcapFileHeader(header));
    this.#interfaces.set(side, this.#interfaces.size);
    this.#all?.append(pcapngInterface(header, name));
    return true;
  }

  record(side: number, record: PcapRecord): void {
    this.#files[side]?.append(pcapRecordBytes(record));
    this.#all?.append(pcapngPacket(this.#interfaces.get(side) ?? 0, record));
  }

  /** Writes one part to a file of mode 0600 that must not be there yet. Rejects with a PlumblineError. */
  async save(part: CapturePart, path: string): Promise<void> {
    await this.#part(part).copyTo(path);
  }

  /** The next bytes of one part; empty where there are no more yet. */
  read(part: CapturePart, offset: number): Promise<Uint8Array> {
    return this.#part(part).read(offset);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#files, ...(this.#all === undefined ? [] : [this.#all])].map((file) => file.close()));
  }

  #part(part: CapturePart): KeptFile {
    const file = part === 'all' ? (this.#all ?? this.#files[0]) : this.#files[part];
    if (file !== undefined) return file;
    throw new PlumblineError(`The capture has no place number ${part}.`, {
      kind: 'usage',
      operation: 'save a capture',
    });
  }
}
