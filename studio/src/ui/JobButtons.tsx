import { Button } from './Button';
import { Trouble } from './Trouble';
import { useDeed } from './useAsync';

interface Props {
    status: string;
    onPause: () => Promise<unknown>;
    onResume: () => Promise<unknown>;
    onCancel?: () => Promise<unknown>;
    onDelete: () => Promise<unknown>;
    /** What is lost with it, for the question. */
    what: string;
}

const resumable = new Set(['paused', 'incomplete', 'failed']);
const stoppable = new Set(['running', 'paused', 'pausing']);

/** Pause, go on, stop, delete: what of it the job's state allows. */
export function JobButtons({ status, what, ...on }: Props) {
    const { busy, error, does, clear } = useDeed();
    const sure = (question: string, deed: () => Promise<unknown>) =>
        does(async () => confirm(question) && (await deed()));
    return (
        <div class="job-buttons">
            {status === 'running' && (
                <Button icon="pause" disabled={busy} onClick={() => void does(on.onPause)}>
                    Pause
                </Button>
            )}
            {resumable.has(status) && (
                <Button kind="main" icon="play" disabled={busy} onClick={() => void does(on.onResume)}>
                    Go on
                </Button>
            )}
            {on.onCancel && stoppable.has(status) && (
                <Button icon="stop" disabled={busy} onClick={() => void sure(`Stop ${what} for good?`, on.onCancel!)}>
                    Stop
                </Button>
            )}
            <Button
                kind="danger"
                icon="trash"
                disabled={busy}
                onClick={() => void sure(`Delete ${what} with all its files?`, on.onDelete)}
            >
                Delete
            </Button>
            <Trouble error={error} onClose={clear} />
        </div>
    );
}
