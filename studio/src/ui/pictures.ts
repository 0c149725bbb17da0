import { useEffect, useState } from 'preact/hooks';
import { ask } from '../api/http';

/**
 * Pictures of the server as addresses that an `img` takes. An `img` sends no key, so the pictures are fetched. Those of
 * turns never change and are kept.
 */

const most = 300;
const kept = new Map<string, Promise<string>>();

const load = async (address: string) => URL.createObjectURL(await (await ask(address)).blob());

function keptPicture(address: string): Promise<string> {
    let picture = kept.get(address);
    if (!picture) {
        picture = load(address);
        picture.catch(() => kept.delete(address));
        kept.set(address, picture);
        if (kept.size > most) forget(kept.keys().next().value!);
    }
    return picture;
}

function forget(address: string) {
    const old = kept.get(address);
    kept.delete(address);
    void old?.then(URL.revokeObjectURL, () => {});
}

/** @returns The picture; undefined while it is not there. The one before stays until then, unless `clear`. */
export function usePicture(address: string | null | undefined, clear = false): string | undefined {
    const [picture, setPicture] = useState<string>();
    useEffect(() => {
        let current = true;
        if (clear || !address) setPicture(undefined);
        if (address)
            keptPicture(address).then(
                (p) => current && setPicture(p),
                () => {},
            );
        return () => void (current = false);
    }, [address]);
    return picture;
}

/** The same of a picture that is another each time that it is asked for; `version` says when. */
export function useChangingPicture(address: string | null, version: unknown): string | undefined {
    const [picture, setPicture] = useState<string>();
    useEffect(() => {
        let current = true;
        if (!address) return setPicture(undefined);
        load(address).then(
            (p) => (current ? setPicture(p) : URL.revokeObjectURL(p)),
            () => {},
        );
        return () => void (current = false);
    }, [address, version]);
    useEffect(() => () => void (picture && URL.revokeObjectURL(picture)), [picture]);
    return picture;
}

export async function fileOf(address: string): Promise<Blob> {
    return (await ask(address)).blob();
}

export async function bitmapOf(address: string): Promise<ImageBitmap> {
    return createImageBitmap(await fileOf(address));
}

/** Hands a file to the user. */
export function save(content: Blob, name: string) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(content);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
