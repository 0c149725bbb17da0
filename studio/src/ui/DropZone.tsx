import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';

interface Props {
    label: string;
    multiple?: boolean;
    class?: string;
    onFiles: (files: File[]) => void;
    children: ComponentChildren;
}

export const picturesOf = (files: Iterable<File>) => [...files].filter((f) => f.type.startsWith('image/'));

/** A place for files: dropped, or chosen with a click or a key. */
export function DropZone({ label, multiple, onFiles, children, ...rest }: Props) {
    const [over, setOver] = useState(false);
    const input = useRef<HTMLInputElement>(null);
    const take = (files: FileList | null | undefined) => {
        const pictures = picturesOf(files ?? []);
        if (pictures.length) onFiles(multiple ? pictures : pictures.slice(0, 1));
    };
    const drop = (event: DragEvent) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
    };
    return (
        <label
            class={`drop ${over ? 'over' : ''} ${rest.class ?? ''}`}
            onDragOver={(e) => (e.preventDefault(), setOver(true))}
            onDragLeave={() => setOver(false)}
            onDrop={drop}
        >
            <input
                ref={input}
                type="file"
                class="hidden-input"
                accept="image/*"
                aria-label={label}
                multiple={multiple}
                onChange={() => {
                    take(input.current!.files);
                    input.current!.value = '';
                }}
            />
            {children}
        </label>
    );
}
