import { useState } from 'preact/hooks';
import { batches, models } from '../api';
import { go } from '../router';
import { Button } from '../ui/Button';
import { Trouble } from '../ui/Trouble';
import { useAnswer, useDeed } from '../ui/useAsync';
import { taskNames } from './taskNames';

/** A form that begins a data set of scenes of the built-in world. */
export function NewBatch() {
    const [open, setOpen] = useState(false);
    const [count, setCount] = useState(64);
    const [candidates, setCandidates] = useState(4);
    const [seed, setSeed] = useState(0);
    const [source, setSource] = useState('');
    const [tasks, setTasks] = useState<string[]>(taskNames);
    const model = useAnswer(models.list, []).answer?.[0];
    const { busy, error, clear, does } = useDeed();
    const start = () =>
        does(async () => {
            const all = tasks.length === taskNames.length;
            const request = {
                count,
                candidates,
                seed,
                ...(source && { options: { source } }),
                ...(!all && { tasks: Object.fromEntries(tasks.map((t) => [t, 1])) }),
            };
            go('data', (await batches.start(request)).id);
        });
    const toggle = (task: string) =>
        setTasks((on) => (on.includes(task) ? on.filter((t) => t !== task) : [...on, task]));
    if (!open)
        return (
            <Button kind="main" icon="plus" onClick={() => setOpen(true)}>
                New data set
            </Button>
        );
    return (
        <form class="card padded form" onSubmit={(e) => (e.preventDefault(), void start())}>
            <h2>New data set</h2>
            <label class="field">
                <span>Samples to try</span>
                <input
                    type="number"
                    required
                    min={1}
                    max={1e9}
                    value={count}
                    onInput={(e) => setCount(Number(e.currentTarget.value))}
                />
            </label>
            <label class="field">
                <span>Pairs drawn for each, of which the best is kept</span>
                <input
                    type="number"
                    required
                    min={1}
                    max={64}
                    value={candidates}
                    onInput={(e) => setCandidates(Number(e.currentTarget.value))}
                />
            </label>
            <label class="field">
                <span>Seed</span>
                <input
                    type="number"
                    required
                    min={0}
                    max={Number.MAX_SAFE_INTEGER}
                    value={seed}
                    onInput={(e) => setSeed(Number(e.currentTarget.value))}
                />
            </label>
            <label class="field">
                <span>Pictures before the edit</span>
                <select value={source} onChange={(e) => setSource(e.currentTarget.value)}>
                    <option value="">rendered by the built-in world</option>
                    <option value="drawn">drawn by the model from captions</option>
                </select>
            </label>
            <fieldset class="field">
                <legend>Tasks</legend>
                <div class="chips">
                    {taskNames.map((task) => (
                        <button
                            key={task}
                            type="button"
                            class="chip toggle"
                            aria-pressed={tasks.includes(task)}
                            onClick={() => toggle(task)}
                        >
                            {task}
                        </button>
                    ))}
                </div>
            </fieldset>
            {model &&
                lacks(model.parts).map((lack) => (
                    <p key={lack} class="remark">
                        {lack}
                    </p>
                ))}
            <Trouble error={error} onClose={clear} />
            <div class="form-buttons">
                <Button kind="quiet" onClick={() => setOpen(false)}>
                    Not now
                </Button>
                <Button kind="main" type="submit" disabled={busy || tasks.length === 0}>
                    Start
                </Button>
            </div>
        </form>
    );
}

/** What the model has no part for, and what that means for the pairs. */
function lacks(parts: string[]): string[] {
    const without: Record<string, string> = {
        clip: 'The model has no CLIP: pairs are not compared with their captions.',
        detector:
            'The model has no detector: tasks that point at an object find it less surely, and removals are not checked.',
        task_predictor: 'The model has no task predictor: instructions keep the task that they were written for.',
    };
    return Object.keys(without)
        .filter((part) => !parts.includes(part))
        .map((part) => without[part]);
}
