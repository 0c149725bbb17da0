import { sessions, tasks } from '../api';
import { go, placeOf } from '../router';
import { Button } from '../ui/Button';
import { DropZone } from '../ui/DropZone';
import { Icon } from '../ui/Icon';
import { JobButtons } from '../ui/JobButtons';
import { Meter } from '../ui/Meter';
import { fileOf, save, useChangingPicture } from '../ui/pictures';
import { Status } from '../ui/Status';
import { Trouble } from '../ui/Trouble';
import { useAnswer, useDeed } from '../ui/useAsync';
import { leftOf } from '../train/TrainPage';
import { gainOf } from './TeachPage';

/** One task that is being learned, or was: its curve, what it does with pairs it has not seen, and a place to try it. */
export function TaskPage({ name }: { name: string }) {
    const {
        answer: task,
        error,
        again,
    } = useAnswer(
        () => tasks.get(name),
        [name],
        (t) => (t.status === 'running' ? 1500 : null),
    );
    const version = `${task?.status} ${task?.progress?.step}`;
    const curve = useChangingPicture(task && task.status !== 'trained' ? tasks.curvePath(name) : null, version);
    const samples = useChangingPicture(task && task.status !== 'trained' ? tasks.samplesPath(name) : null, version);
    const trial = useDeed();
    const tryIt = (picture: File) =>
        trial.does(async () => {
            const session = await sessions.create(picture);
            await sessions.edit(session.id, task?.learned?.phrases[0] ?? name, { task: name });
            go('edit', session.id);
        });
    return (
        <main class="page">
            <a class="back" href={placeOf('teach')}>
                All tasks
            </a>
            <Trouble error={error} />
            {task && (
                <>
                    <header class="title">
                        <h1>{name}</h1>
                        <Status of={task.status} />
                    </header>
                    {task.reason && <p class="remark">{task.reason}</p>}
                    {task.learned && (
                        <p class="lead">
                            {gainOf(task.learned)} Ask for it with “{task.learned.phrases[0] ?? name}”.
                        </p>
                    )}
                    {task.status === 'running' && (
                        <Meter
                            label={task.progress ? `Step ${task.progress.step}` : 'Looking at the pairs'}
                            share={task.progress?.share ?? 0}
                            note={leftOf(task)}
                        />
                    )}
                    {task.learned && (
                        <DropZone label="Choose a picture to try it on" class="small" onFiles={([f]) => void tryIt(f)}>
                            <Icon name="picture" />
                            <span>{trial.busy ? 'Beginning …' : 'Drop a picture to try it'}</span>
                        </DropZone>
                    )}
                    <Trouble error={trial.error} onClose={trial.clear} />
                    <div class="curves">
                        {curve && (
                            <figure class="sheet">
                                <figcaption>Error while it was learned</figcaption>
                                <img src={curve} alt="The error, step by step" />
                            </figure>
                        )}
                        {samples && (
                            <figure class="sheet">
                                <figcaption>Held-out pairs, as the task does them now</figcaption>
                                <img src={samples} alt="Held-out pairs: before, what the task makes of it, after" />
                            </figure>
                        )}
                    </div>
                    {task.status !== 'trained' && (
                        <div class="row">
                            {task.learned && (
                                <Button
                                    icon="download"
                                    onClick={() =>
                                        void fileOf(tasks.filePath(name)).then((f) => save(f, `${name}.safetensors`))
                                    }
                                >
                                    Download the task
                                </Button>
                            )}
                            <JobButtons
                                status={task.status === 'failed' ? 'over' : task.status}
                                what="this task"
                                onPause={() => tasks.pause(name).then(again)}
                                onResume={() => tasks.resume(name).then(again)}
                                onDelete={() => tasks.delete(name).then(() => go('teach'))}
                            />
                        </div>
                    )}
                </>
            )}
        </main>
    );
}
