import { useEffect } from 'preact/hooks';
import { picturesOf } from '../ui/DropZone';

/** Calls back with a picture that is pasted anywhere in the page. */
export function usePastedPicture(take: (picture: File) => void) {
    useEffect(() => {
        const paste = (event: ClipboardEvent) => {
            const [picture] = picturesOf(event.clipboardData?.files ?? []);
            if (!picture) return;
            event.preventDefault();
            take(picture);
        };
        addEventListener('paste', paste);
        return () => removeEventListener('paste', paste);
    });
}
