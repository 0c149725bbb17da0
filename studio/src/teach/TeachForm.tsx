import { useState } from 'preact/hooks';
import { tasks } from '../api';
import { go } from '../router';
import { Button } from '../ui/Button';
import { DropZone } from '../ui/DropZone';
import { Icon } from '../ui/Icon';
import { Trouble } from '../ui/Trouble';
import { useDeed } from '../ui/useAsync';
import { PairCard } from './PairCard';
import { isWhole, pairUp, type Pair } from './pairs';

/** Pairs, a name and words: what a new task is learned from. */
export function TeachForm() {
    const [pairs, setPairs] = useState<Pair[]>([]);
    const [name, setName] = useState('');
    const [instruction, setInstruction] = useState('');
    const [minutes, setMinutes] = useState(3);
    const { busy, error, clear, does } = useDeed();
    const whole = pairs.filter(isWhole);
    const replace = (at: number, ...with_: Pair[]) => setPairs((before) => before.toSpliced(at, 1, ...with_));
    const start = () =>
        does(async () => {
            const form = new FormData();
            form.set('name', name);
            form.set('instruction', instruction);
            form.set('minutes', String(minutes));
            for (const pair of whole) {
                form.append('input', pair.before);
                form.append('target', pair.after);
            }
            await tasks.teach(form);
            go('teach', name);
        });
    return (
        <form class="card padded form" onSubmit={(e) => (e.preventDefault(), void start())}>
            <h2>Teach a new task</h2>
            <DropZone
                label="Add pairs of pictures"
                multiple
                class="small"
                onFiles={(files) => setPairs((before) => [...before, ...pairUp(files)])}
            >
                <Icon name="plus" />
                <span>Drop pictures: each before and after</span>
                <span class="muted">
                    Names such as rain.input.png and rain.target.png pair up. Four to sixteen pairs do well.
                </span>
            </DropZone>
            <ul class="pairs">
                {pairs.map((pair, i) => (
                    <PairCard
                        key={i}
                        pair={pair}
                        name={`Pair ${i + 1}`}
                        onPair={(p) => replace(i, p)}
                        onRemove={() => replace(i)}
                    />
                ))}
            </ul>
            <label class="field">
                <span>Name</span>
                <input
                    required
                    pattern="[a-z0-9]([a-z0-9\-]{0,62}[a-z0-9])?"
                    title="Lower-case letters, digits and hyphens"
                    placeholder="rain-on-glass"
                    value={name}
                    onInput={(e) => setName(e.currentTarget.value)}
                />
            </label>
            <label class="field">
                <span>How one asks for it</span>
                <input
                    required
                    maxLength={1000}
                    placeholder="put rain on the glass"
                    value={instruction}
                    onInput={(e) => setInstruction(e.currentTarget.value)}
                />
            </label>
            <label class="field">
                <span>At most, minutes</span>
                <input
                    type="number"
                    required
                    min={0.01}
                    max={1000}
                    step="any"
                    value={minutes}
                    onInput={(e) => setMinutes(Number(e.currentTarget.value))}
                />
            </label>
            <Trouble error={error} onClose={clear} />
            <Button kind="main" type="submit" disabled={busy || whole.length === 0}>
                {whole.length === 0
                    ? 'Add a pair to begin'
                    : `Learn from ${whole.length === 1 ? 'this pair' : `these ${whole.length} pairs`}`}
            </Button>
        </form>
    );
}
