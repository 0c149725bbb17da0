import { useState } from 'preact/hooks';
import { batches, trainings } from '../api';
import { go } from '../router';
import { Button } from '../ui/Button';
import { Trouble } from '../ui/Trouble';
import { useAnswer, useDeed } from '../ui/useAsync';

const parts = ['editor', 'task-predictor', 'clip', 'text-to-image', 'detector', 'segmenter', 'depth'];

/** A form that begins a training. */
export function NewTraining() {
    const [open, setOpen] = useState(false);
    const [part, setPart] = useState('editor');
    const [minutes, setMinutes] = useState(10);
    const [data, setData] = useState('');
    const [fromModel, setFromModel] = useState(true);
    const made = useAnswer(() => batches.list(), []).answer?.entries.filter((b) => b.progress.kept > 0) ?? [];
    const { busy, error, clear, does } = useDeed();
    const start = () =>
        does(async () => {
            const options = {
                minutes,
                ...(data && { data: [`batch:${data}`] }),
                ...(fromModel && { initial: 'bundle' }),
            };
            go('train', (await trainings.start(part, options)).id);
        });
    if (!open)
        return (
            <Button kind="main" icon="plus" onClick={() => setOpen(true)}>
                New training
            </Button>
        );
    return (
        <form class="card padded form" onSubmit={(e) => (e.preventDefault(), void start())}>
            <h2>New training</h2>
            <label class="field">
                <span>Part of the model</span>
                <select value={part} onChange={(e) => setPart(e.currentTarget.value)}>
                    {parts.map((p) => (
                        <option key={p}>{p}</option>
                    ))}
                </select>
            </label>
            <label class="field">
                <span>Learns from</span>
                <select value={data} onChange={(e) => setData(e.currentTarget.value)}>
                    <option value="">the built-in world</option>
                    {made.map((b) => (
                        <option key={b.id} value={b.id}>
                            data set {b.id} ({b.progress.kept} pairs)
                        </option>
                    ))}
                </select>
            </label>
            <label class="field">
                <span>Minutes</span>
                <input
                    type="number"
                    min={0.01}
                    max={10000}
                    step="any"
                    required
                    value={minutes}
                    onInput={(e) => setMinutes(Number(e.currentTarget.value))}
                />
            </label>
            <label class="check">
                <input type="checkbox" checked={fromModel} onChange={(e) => setFromModel(e.currentTarget.checked)} />
                Begin with the weights of the model that is loaded
            </label>
            <Trouble error={error} onClose={clear} />
            <div class="form-buttons">
                <Button kind="quiet" onClick={() => setOpen(false)}>
                    Not now
                </Button>
                <Button kind="main" type="submit" disabled={busy}>
                    Start
                </Button>
            </div>
        </form>
    );
}
