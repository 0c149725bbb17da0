import { useEffect, useState } from 'preact/hooks';
import { sessions } from '../api';
import type { ListedSession } from '../api/types';
import { placeOf } from '../router';
import { Button } from '../ui/Button';
import { usePicture } from '../ui/pictures';
import { Trouble } from '../ui/Trouble';
import { useDeed } from '../ui/useAsync';
import { ago, count } from '../ui/words';

/** The sessions of this server, newest first. */
export function SessionList() {
    const [list, setList] = useState<ListedSession[]>();
    const [next, setNext] = useState<string | null>(null);
    const { busy, error, does } = useDeed();
    const more = (page?: string) =>
        does(async () => {
            const part = await sessions.list(page);
            setList((before) => (page ? [...(before ?? []), ...part.entries] : part.entries));
            setNext(part.next);
        });
    useEffect(() => void more(), []);
    const forget = (session: ListedSession) =>
        does(async () => {
            if (!confirm('Delete this session with all its pictures?')) return;
            await sessions.delete(session.id);
            setList((before) => before?.filter((s) => s.id !== session.id));
        });
    return (
        <section class="sessions" aria-labelledby="sessions-title">
            {list && list.length > 0 && <h2 id="sessions-title">Go on where you left off</h2>}
            <Trouble error={error} />
            <ul>
                {list?.map((session) => (
                    <SessionCard key={session.id} session={session} onForget={() => void forget(session)} />
                ))}
            </ul>
            {next && (
                <Button disabled={busy} onClick={() => void more(next)}>
                    Show older ones
                </Button>
            )}
        </section>
    );
}

function SessionCard({ session, onForget }: { session: ListedSession; onForget: () => void }) {
    const thumbnail = usePicture(session.thumbnail);
    const title = session.instruction ?? 'Not edited yet';
    return (
        <li class="card session">
            <a href={placeOf('edit', session.id)}>
                {thumbnail ? <img src={thumbnail} alt="" /> : <span class="no-picture" />}
                <strong>{title}</strong>
                <span class="muted">
                    {count(session.turns, 'turn')}, {ago(session.created)}
                </span>
            </a>
            <Button kind="quiet" icon="trash" aria-label={`Delete “${title}”`} onClick={onForget} />
        </li>
    );
}
