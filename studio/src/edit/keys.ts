import { useEffect } from 'preact/hooks';

/** What the keys do on the edit screen, and how the help tells it. */
export const shortcuts = [
    ['/', 'Say what to change'],
    ['Enter', 'Edit; Shift Enter for a new line'],
    ['Z', 'Undo'],
    ['Shift Z', 'Redo'],
    ['R', 'Try again with another seed'],
    ['1 – 4', 'Picture, slider, side by side, changes'],
    ['B', 'Hold to see the picture before'],
    ['T', 'To the turns; ↑ ↓ move, Enter goes there'],
    ['P', 'Paint where it may change something'],
    ['O', 'Options'],
    ['D', 'Download the picture'],
    ['?', 'This list'],
] as const;

export type Deeds = Partial<Record<string, (event: KeyboardEvent) => void>>;

const typed = (target: EventTarget | null) =>
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && target.type !== 'range');

/**
 * Calls the deed of a key, by its name: 'z', 'Shift+z', '?'. Control or Command with Z undoes as well. Keys that are
 * typed into a field belong to the field.
 */
export function useKeys(deeds: Deeds, released: Deeds = {}) {
    useEffect(() => {
        const down = (event: KeyboardEvent) => run(deeds, event);
        const up = (event: KeyboardEvent) => run(released, event);
        addEventListener('keydown', down);
        addEventListener('keyup', up);
        return () => {
            removeEventListener('keydown', down);
            removeEventListener('keyup', up);
        };
    });
}

function run(deeds: Deeds, event: KeyboardEvent) {
    if (document.querySelector('dialog[open]') || event.altKey) return;
    const field = event.target instanceof HTMLTextAreaElement ? event.target : null;
    const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const command = event.ctrlKey || event.metaKey;
    // An empty field has nothing to take back itself.
    if (command ? letter !== 'z' || (field && field.value !== '') : typed(event.target)) return;
    const deed = deeds[event.shiftKey && letter !== '?' && letter !== '/' ? `Shift+${letter}` : letter];
    if (!deed) return;
    event.preventDefault();
    deed(event);
}
