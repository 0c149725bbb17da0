import { trainings } from '../api';
import type { Training } from '../api/types';
import { go, placeOf } from '../router';
import { Curve } from '../ui/Curve';
import { JobButtons } from '../ui/JobButtons';
import { Meter } from '../ui/Meter';
import { fileOf, useChangingPicture } from '../ui/pictures';
import { Status } from '../ui/Status';
import { Trouble } from '../ui/Trouble';
import { useAnswer } from '../ui/useAsync';
import { ago } from '../ui/words';
import { curvesOf } from './metrics';
import { isOver, leftOf } from './TrainPage';

/** One training: how far it is, its curves, what it can do so far. */
export function TrainingPage({ id }: { id: string }) {
    const {
        answer: training,
        error,
        again,
    } = useAnswer(
        () => trainings.get(id),
        [id],
        (t) => (t.status === 'running' ? 3000 : null),
    );
    const step = training?.progress?.step;
    const metrics = useAnswer(
        async () => (training ? (await fileOf(trainings.filePath(id, `${training.part}/metrics.jsonl`))).text() : ''),
        [id, step],
    );
    const sheet = useChangingPicture(training ? trainings.filePath(id, `${training.part}/samples.png`) : null, step);
    return (
        <main class="page">
            <a class="back" href={placeOf('train')}>
                All trainings
            </a>
            <Trouble error={error} />
            {training && (
                <>
                    <header class="title">
                        <h1>{training.part}</h1>
                        <Status of={training.status} />
                        <JobButtons
                            status={training.status}
                            what="this training"
                            onPause={() => trainings.pause(id).then(again)}
                            onResume={() => trainings.resume(id).then(again)}
                            onCancel={() => trainings.cancel(id).then(again)}
                            onDelete={() => trainings.delete(id).then(() => go('train'))}
                        />
                    </header>
                    <p class="muted">
                        {training.id}, begun {ago(training.created)}
                    </p>
                    {training.reason && <p class="remark">{training.reason}</p>}
                    {!isOver(training) && (
                        <Meter
                            label={`Step ${step ?? 0}`}
                            share={training.progress?.share ?? 0}
                            note={leftOf(training)}
                        />
                    )}
                    <div class="curves">
                        {curvesOf(metrics.answer ?? '').map(([name, points]) => (
                            <Curve key={name} title={name} points={points} />
                        ))}
                    </div>
                    {sheet && (
                        <figure class="sheet">
                            <figcaption>Held-out samples, as it does them now</figcaption>
                            <img src={sheet} alt="Held-out samples with what the training makes of them" />
                        </figure>
                    )}
                    <Options training={training} />
                </>
            )}
        </main>
    );
}

function Options({ training }: { training: Training }) {
    return (
        <details class="more">
            <summary>Options</summary>
            <dl class="facts">
                {Object.entries(training.options).map(([name, value]) => (
                    <div key={name}>
                        <dt>{name}</dt>
                        <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
                    </div>
                ))}
            </dl>
        </details>
    );
}
