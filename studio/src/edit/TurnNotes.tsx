import type { Session, Turn } from '../api/types';
import { Button } from '../ui/Button';
import { percent } from '../ui/words';

interface Props {
    turn: Turn | undefined;
    session: Session;
    /** Makes the edits that the turn's instruction asked for, a turn each. */
    onSplit: (edits: string[]) => void;
}

/** What is to be said of a turn: the task it was done as, how much changed, remarks. */
export function TurnNotes({ turn, session, onSplit }: Props) {
    if (!turn) return null;
    const changed = (turn.changed_pixels ?? 0) / (session.width * session.height);
    return (
        <div class="notes">
            <span class="chip">
                task: {turn.task}
                {turn.task_predicted && turn.task_confidence !== null && ` (${percent(turn.task_confidence)})`}
            </span>
            <span class="chip">
                {changed === 0 ? 'nothing changed' : `${percent(changed, 1)} of the pixels changed`}
            </span>
            {turn.masked && <span class="chip">kept to what was painted</span>}
            <span class="chip">seed {turn.seed}</span>
            {turn.remarks.map((remark) => (
                <p key={remark} class="remark">
                    {remark}
                </p>
            ))}
            {turn.edits && (
                <Button onClick={() => onSplit(turn.edits!)}>Make {turn.edits.length} turns of it</Button>
            )}
        </div>
    );
}
