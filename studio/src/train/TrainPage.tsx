import { trainings } from '../api';
import type { Training } from '../api/types';
import { placeOf } from '../router';
import { Meter } from '../ui/Meter';
import { Status } from '../ui/Status';
import { Trouble } from '../ui/Trouble';
import { useAnswer } from '../ui/useAsync';
import { ago, duration } from '../ui/words';
import { NewTraining } from './NewTraining';

export const isOver = (t: { status: string }) => ['completed', 'cancelled', 'failed'].includes(t.status);

/** Trainings of this server, and a new one. */
export function TrainPage() {
    const { answer, error } = useAnswer(trainings.list, [], (list) =>
        list.entries.some((t) => t.status === 'running') ? 3000 : null,
    );
    const list = answer?.entries.toSorted((a, b) => b.created.localeCompare(a.created));
    return (
        <main class="page">
            <h1>Train</h1>
            <p class="lead">
                Trainings go on when you close this page, and when the server is stopped and started again.
            </p>
            <Trouble error={error} />
            {!error && <NewTraining />}
            <ul class="jobs">
                {list?.map((t) => (
                    <li key={t.id}>
                        <TrainingCard training={t} />
                    </li>
                ))}
            </ul>
            {list?.length === 0 && <p class="empty">No trainings yet.</p>}
        </main>
    );
}

function TrainingCard({ training }: { training: Training }) {
    return (
        <a class="card padded job" href={placeOf('train', training.id)}>
            <header>
                <strong>{training.part}</strong> <span class="muted">{training.id}</span>
                <Status of={training.status} />
            </header>
            {isOver(training) ? (
                <span class="muted">{training.reason ?? `Begun ${ago(training.created)}`}</span>
            ) : (
                <Meter
                    label={`Step ${training.progress?.step ?? 0}`}
                    share={training.progress?.share ?? 0}
                    note={leftOf(training)}
                />
            )}
        </a>
    );
}

export const leftOf = ({ progress, status }: { progress: Training['progress']; status: string }) =>
    progress && status === 'running' && progress.share > 0
        ? `at most ${duration(progress.seconds_left)} left`
        : undefined;
