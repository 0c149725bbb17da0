import { useEffect, useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { DropZone } from '../ui/DropZone';
import type { Pair } from './pairs';

/** One pair that is being laid down: two places for pictures. */
export function PairCard({
    pair,
    name,
    onPair,
    onRemove,
}: {
    pair: Pair;
    name: string;
    onPair: (pair: Pair) => void;
    onRemove: () => void;
}) {
    return (
        <li class="pair">
            <Place
                label={`${name}: before`}
                word="Before"
                file={pair.before}
                onFile={(before) => onPair({ ...pair, before })}
            />
            <span aria-hidden="true">→</span>
            <Place
                label={`${name}: after`}
                word="After"
                file={pair.after}
                onFile={(after) => onPair({ ...pair, after })}
            />
            <Button kind="quiet" icon="close" aria-label={`Remove ${name.toLowerCase()}`} onClick={onRemove} />
        </li>
    );
}

function Place({
    label,
    word,
    file,
    onFile,
}: {
    label: string;
    word: string;
    file: File | undefined;
    onFile: (file: File) => void;
}) {
    const picture = useFile(file);
    return (
        <DropZone label={label} class="place" onFiles={([f]) => onFile(f)}>
            {picture ? <img src={picture} alt={word} /> : <span class="muted">{word}</span>}
        </DropZone>
    );
}

function useFile(file: File | undefined): string | undefined {
    const [address, setAddress] = useState<string>();
    useEffect(() => {
        const made = file && URL.createObjectURL(file);
        setAddress(made);
        return () => void (made && URL.revokeObjectURL(made));
    }, [file]);
    return address;
}
