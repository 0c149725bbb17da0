import type { Session } from '../api/types';
import { changesPath, imagePath } from '../api';
import { useChangingPicture, usePicture } from '../ui/pictures';
import { duration } from '../ui/words';
import { Changed } from './Changed';
import { Slider } from './Slider';
import type { Live } from './useEditing';

export const views = { after: 'Picture', slider: 'Slider', side: 'Side by side', changes: 'Changes' } as const;

export type View = keyof typeof views;

interface Props {
    session: Session;
    shown: number;
    before: number;
    view: View;
    /** Whether the picture before is shown for the moment. */
    peek: boolean;
    live: Live | null;
}

/** The picture in the middle: as it is, or compared with the one before, or as it comes into being. */
export function Stage({ session, shown, before, view, peek, live }: Props) {
    const after = usePicture(imagePath(session.id, shown));
    const earlier = usePicture(imagePath(session.id, before));
    const changes = usePicture(view === 'changes' && shown > 0 ? changesPath(session.id, shown) : null, true);
    const size = { '--w': session.width, '--h': session.height };
    if (live) return <Coming live={live} session={session} />;
    if (!after) return <div class="stage" aria-busy="true" />;
    const compared = shown > 0 && earlier && !peek;
    const what = shown > 0 ? `After: ${session.turns[shown - 1].instruction}` : 'The picture you began with';
    return (
        <div class={`stage ${compared && view === 'side' ? 'two' : ''}`} style={size}>
            {compared && view === 'side' && (
                <figure class="frame">
                    <img src={earlier} alt="Before" />
                    <figcaption>Before</figcaption>
                </figure>
            )}
            <figure class="frame">
                {compared && view === 'slider' ? (
                    <Slider before={earlier} after={after} />
                ) : compared && view === 'changes' ? (
                    <Changed picture={after} changes={changes} what={what} />
                ) : (
                    <img src={peek && earlier ? earlier : after} alt={peek ? 'Before' : what} />
                )}
                {compared && view === 'side' && <figcaption>After</figcaption>}
                {peek && <figcaption>Before</figcaption>}
            </figure>
        </div>
    );
}

function Coming({ live, session }: { live: Live; session: Session }) {
    const { turn } = live;
    const start = usePicture(imagePath(session.id, turn.parent));
    const preview = useChangingPicture(turn.progress?.preview ?? null, turn.progress?.step);
    const { step, steps } = turn.progress ?? { step: 0, steps: 0 };
    const words =
        turn.status === 'queued'
            ? 'Waiting for its turn'
            : steps === 0
              ? 'Reading the picture'
              : step === steps
                ? 'Finishing'
                : `Step ${step} of ${steps}${live.secondsLeft === null ? '' : `, about ${duration(live.secondsLeft)} left`}`;
    const which = live.variants > 1 ? `${live.variant} of ${live.variants}. ` : '';
    return (
        <div class="stage" style={{ '--w': session.width, '--h': session.height }}>
            <figure class="frame coming">
                {(preview ?? start) && (
                    <img
                        src={preview ?? start}
                        alt={preview ? 'What it is going to look like' : 'The picture that is edited'}
                    />
                )}
                <div
                    class="bar over-picture"
                    role="progressbar"
                    aria-label="The turn"
                    aria-valuemin={0}
                    aria-valuemax={steps || 1}
                    aria-valuenow={step}
                    aria-valuetext={words}
                >
                    <span style={{ width: `${steps ? (100 * step) / steps : 0}%` }} />
                </div>
                <figcaption aria-live="polite">{which + words}</figcaption>
            </figure>
        </div>
    );
}
