import { tasks } from '../api';
import type { Task } from '../api/types';
import { placeOf } from '../router';
import { Meter } from '../ui/Meter';
import { Status } from '../ui/Status';
import { Trouble } from '../ui/Trouble';
import { useAnswer } from '../ui/useAsync';
import { percent } from '../ui/words';
import { TeachForm } from './TeachForm';

/** Tasks that were taught, and a new one. */
export function TeachPage() {
    const { answer, error } = useAnswer(tasks.list, [], (list) =>
        list.entries.some((t) => t.status === 'running') ? 2000 : null,
    );
    const taught = answer?.entries.filter((t) => t.status !== 'trained') ?? [];
    return (
        <main class="page wide">
            <h1>Teach</h1>
            <p class="lead">
                Show a few pairs of pictures, before and after. The model stays as it is; it learns one more task, and
                knows it at once.
            </p>
            <Trouble error={error} />
            <div class="beside">
                {!error && <TeachForm />}
                {taught.length > 0 && (
                    <section aria-labelledby="taught">
                        <h2 id="taught">What it was taught</h2>
                        <ul class="jobs">
                            {taught.map((t) => (
                                <li key={t.name}>
                                    <TaskCard task={t} />
                                </li>
                            ))}
                        </ul>
                    </section>
                )}
            </div>
        </main>
    );
}

function TaskCard({ task }: { task: Task }) {
    return (
        <a class="card padded job" href={placeOf('teach', task.name)}>
            <header>
                <strong>{task.name}</strong>
                <Status of={task.status} />
            </header>
            {task.learned && <span class="muted">{gainOf(task.learned)}</span>}
            {task.status === 'running' && (
                <Meter label={`Step ${task.progress?.step ?? 0}`} share={task.progress?.share ?? 0} />
            )}
            {task.reason && <span class="muted">{task.reason}</span>}
        </a>
    );
}

export function gainOf({ error_before, error_after, held_out }: NonNullable<Task['learned']>): string {
    const gain = 1 - error_after / error_before;
    const on = held_out > 0 ? 'on pairs that it did not learn from' : 'on the pairs that it learned from';
    return gain > 0.005 ? `Error ${percent(gain)} smaller than before, ${on}.` : `No better than before, ${on}.`;
}
