import { batches } from '../api';
import type { Batch } from '../api/types';
import { placeOf } from '../router';
import { Meter } from '../ui/Meter';
import { Status } from '../ui/Status';
import { Trouble } from '../ui/Trouble';
import { useAnswer } from '../ui/useAsync';
import { ago, count, duration, number } from '../ui/words';
import { NewBatch } from './NewBatch';

const busy = new Set(['running', 'pausing', 'cancelling']);

export const isBusy = (batch: Batch) => busy.has(batch.status);

/** Data sets that this server made or is making, and a new one. */
export function DataPage() {
    const { answer, error } = useAnswer(batches.list, [], (list) => (list.entries.some(isBusy) ? 2000 : null));
    const list = answer?.entries.toSorted((a, b) => b.created.localeCompare(a.created));
    return (
        <main class="page">
            <h1>Data</h1>
            <p class="lead">
                Data sets of edits: instructions are written, pairs drawn, and only those kept that pass every filter.
                What is thrown away is accounted for.
            </p>
            <Trouble error={error} />
            {!error && <NewBatch />}
            <ul class="jobs">
                {list?.map((batch) => (
                    <li key={batch.id}>
                        <BatchCard batch={batch} />
                    </li>
                ))}
            </ul>
            {list?.length === 0 && <p class="empty">No data sets yet.</p>}
        </main>
    );
}

function BatchCard({ batch }: { batch: Batch }) {
    return (
        <a class="card padded job" href={placeOf('data', batch.id)}>
            <header>
                <strong>{count(batch.plan.count, 'sample')}</strong> <span class="muted">{batch.id}</span>
                <Status of={batch.status} />
            </header>
            <BatchMeter batch={batch} />
            <span class="muted">
                {number(batch.progress.kept)} kept, begun {ago(batch.created)}
            </span>
        </a>
    );
}

export function BatchMeter({ batch }: { batch: Batch }) {
    const { progress, plan } = batch;
    const left = progress.seconds_left === null ? undefined : `about ${duration(progress.seconds_left)} left`;
    return (
        <Meter
            label={`${number(progress.tried)} of ${number(plan.count)} tried`}
            share={progress.tried / plan.count}
            note={left}
        />
    );
}
