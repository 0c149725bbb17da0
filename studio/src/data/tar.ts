/**
 * The files of a TAR archive by their names: what a shard is
 * (https://www.gnu.org/software/tar/manual/html_node/Standard.html).
 */
export function filesOf(archive: ArrayBuffer): Map<string, Uint8Array<ArrayBuffer>> {
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    const bytes = new Uint8Array(archive);
    for (let at = 0; at + block <= bytes.length && bytes[at] !== 0;) {
        const size = parseInt(text(bytes, at + 124, 12), 8);
        const type = text(bytes, at + 156, 1);
        if (type === '' || type === '0')
            files.set(
                [text(bytes, at + 345, 155), text(bytes, at, 100)].filter(Boolean).join('/'),
                bytes.slice(at + block, at + block + size),
            );
        at += block + Math.ceil(size / block) * block;
    }
    return files;
}

const block = 512;

// Up to its first zero.
function text(bytes: Uint8Array, at: number, length: number): string {
    const field = bytes.subarray(at, at + length);
    const end = field.indexOf(0);
    return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end)).trim();
}
