import { useState } from 'preact/hooks';
import { batches } from '../api';
import type { BatchFile } from '../api/types';
import { go, placeOf } from '../router';
import { JobButtons } from '../ui/JobButtons';
import { fileOf, save } from '../ui/pictures';
import { Status } from '../ui/Status';
import { Trouble } from '../ui/Trouble';
import { useAnswer } from '../ui/useAsync';
import { ago } from '../ui/words';
import { BatchMeter, isBusy } from './DataPage';
import { Funnel } from './Funnel';
import { PairGrid } from './PairGrid';

const tabs = { kept: 'Kept', rejected: 'Rejected', files: 'Files' };

/** One data set: how far it is, where its pairs went, and the pairs. */
export function BatchPage({ id }: { id: string }) {
    const [tab, setTab] = useState<keyof typeof tabs>('kept');
    const {
        answer: batch,
        error,
        again,
    } = useAnswer(
        () => batches.get(id),
        [id],
        (b) => (isBusy(b) ? 1500 : null),
    );
    const state = `${batch?.status} ${batch?.progress.tried}`;
    const ledger = useAnswer(() => batches.ledger(id), [id, state]).answer;
    const files = useAnswer(() => batches.files(id), [id, state]).answer?.entries ?? [];
    const shards = (folder: string) => files.filter((f) => f.name.startsWith(folder) && f.name.endsWith('.tar'));
    return (
        <main class="page wide">
            <a class="back" href={placeOf('data')}>
                All data sets
            </a>
            <Trouble error={error} />
            {batch && (
                <>
                    <header class="title">
                        <h1>Data set</h1>
                        <Status of={batch.status} />
                        <JobButtons
                            status={batch.status}
                            what="this data set"
                            onPause={() => batches.pause(id).then(again)}
                            onResume={() => batches.resume(id).then(again)}
                            onCancel={() => batches.cancel(id).then(again)}
                            onDelete={() => batches.delete(id).then(() => go('data'))}
                        />
                    </header>
                    <p class="muted">
                        {id}, seed {batch.plan.seed}, begun {ago(batch.created)}
                    </p>
                    {batch.reason && <p class="remark">{batch.reason}</p>}
                    {batch.failures.map((f) => (
                        <p key={f.shard} class="remark">
                            Shard {f.shard}: {f.reason}
                        </p>
                    ))}
                    <BatchMeter batch={batch} />
                    <div class="batch">
                        {ledger?.ledger && <Funnel ledger={ledger} />}
                        <section class="pairs-of-batch" aria-label="Pairs">
                            <div class="segments" role="group" aria-label="Which">
                                {Object.entries(tabs).map(([name, title]) => (
                                    <button
                                        key={name}
                                        type="button"
                                        aria-pressed={tab === name}
                                        onClick={() => setTab(name as keyof typeof tabs)}
                                    >
                                        {title}
                                    </button>
                                ))}
                            </div>
                            {tab === 'kept' && <PairGrid shards={shards('shards/')} empty="No pair was kept yet." />}
                            {tab === 'rejected' && (
                                <PairGrid shards={shards('rejects/')} empty="No pair was rejected yet." />
                            )}
                            {tab === 'files' && <Files files={files} />}
                        </section>
                    </div>
                </>
            )}
        </main>
    );
}

function Files({ files }: { files: BatchFile[] }) {
    if (files.length === 0) return <p class="empty">No files yet. They come as shards are written.</p>;
    return (
        <ul class="files">
            {files.map((file) => (
                <li key={file.name}>
                    <button
                        type="button"
                        class="link"
                        onClick={() => void fileOf(file.address).then((f) => save(f, file.name.split('/').at(-1)!))}
                    >
                        {file.name}
                    </button>
                </li>
            ))}
        </ul>
    );
}
