import { constants } from 'node:fs';
import { type FileHandle, mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PlumblineError } from '../../contracts/errors.ts';

/** Pieces that are read at once. */
const pieceMost = 262_144;

/**
 * A file that grows and has no name: it was taken out of its folder when it was made, so it is gone with the process,
 * however that ends. What is written is gathered and written in turn.
 */
export class KeptFile {
  readonly #file: FileHandle;
  #waiting: Uint8Array[] = [];
  #size = 0;
  #writing: Promise<void> | undefined;
  #failure: Error | undefined;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Makes one below this folder, readable by its owner alone. */
  static async create(runtimeFolder: string): Promise<KeptFile> {
    await mkdir(runtimeFolder, { recursive: true, mode: 0o700 });
    const folder = await mkdtemp(join(runtimeFolder, 'capture-'));
    try {
      const { O_CREAT, O_EXCL, O_RDWR } = constants;
      return new KeptFile(await open(join(folder, 'pcap'), O_RDWR | O_CREAT | O_EXCL, 0o600));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  append(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#writing ??= this.#write();
  }

  /** Resolves when everything appended so far can be read; rejects with what the disk said. */
  async settled(): Promise<void> {
    await this.#writing;
    if (this.#failure !== undefined) throw cannotKeep(this.#failure);
  }

  /** At most so many bytes from there on; empty at the end. */
  async read(offset: number): Promise<Uint8Array> {
    await this.settled();
    const buffer = new Uint8Array(Math.min(pieceMost, Math.max(0, this.#size - offset)));
    const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, offset);
    return buffer.subarray(0, bytesRead);
  }

  /** Copies it to a file of mode 0600 that must not be there yet. */
  async copyTo(path: string): Promise<void> {
    let target: FileHandle;
    try {
      target = await open(path, 'wx', 0o600);
    } catch (error) {
      throw cannotSave(path, error);
    }
    try {
      let offset = 0;
      for (;;) {
        const piece = await this.read(offset);
        if (piece.length === 0) break;
        await target.write(piece);
        offset += piece.length;
      }
    } catch (error) {
      throw error instanceof PlumblineError ? error : cannotSave(path, error);
    } finally {
      await target.close();
    }
  }

  async close(): Promise<void> {
    this.#waiting = [];
    await this.#writing;
    await this.#file.close().catch(() => {});
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0 && this.#failure === undefined) {
      const bytes = Buffer.concat(this.#waiting);
      this.#waiting = [];
      try {
        await this.#file.write(bytes, 0, bytes.length, this.#size);
        this.#size += bytes.length;
      } catch (error) {
        this.#failure = error instanceof Error ? error : new Error(String(error));
      }
    }
    this.#writing = undefined;
  }
}

function cannotSave(path: string, cause: unknown): PlumblineError {
  const words = cause instanceof Error ? cause.message : String(cause);
  const there = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
  return new PlumblineError(there ? `${path} is there already.` : `${path} cannot be written.`, {
    kind: 'usage',
    operation: 'save a capture',
    object: path,
    serverMessage: words,
    nextStep: there ? 'Choose another name: files are never overwritten.' : 'Choose another place.',
    cause,
  });
}

function cannotKeep(cause: Error): PlumblineError {
  return new PlumblineError('The packets cannot be kept: the disk refuses them.', {
    kind: 'internal',
    operation: 'keep a capture',
    serverMessage: cause.message,
    nextStep: 'Make room in the runtime folder ($XDG_RUNTIME_DIR), or capture less.',
    cause,
  });
}
