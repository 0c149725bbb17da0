import { imagePath } from '../api';
import type { Session, Turn } from '../api/types';
import { usePicture } from '../ui/pictures';
import { percent } from '../ui/words';
import { layOut, type Row } from './tree';

const rowHeight = 64;
const laneWidth = 16;

interface Props {
    session: Session;
    shown: number;
    onShow: (turn: number) => void;
}

/** The turns as a tree: lines to the left say which was made from which. Up and down move between them, Enter goes there. */
export function TurnTree({ session, shown, onShow }: Props) {
    const rows = layOut(session.turns, shown);
    const width = (Math.max(...rows.map((r) => r.lane)) + 1) * laneWidth + 4;
    const arrows = (event: KeyboardEvent) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        const buttons = [
            ...(event.currentTarget as HTMLElement).querySelectorAll<HTMLButtonElement>('button:not(:disabled)'),
        ];
        const to = step && buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
        if (!to) return;
        event.preventDefault();
        to.focus();
    };
    return (
        <nav class="tree" aria-label="Turns">
            <ol onKeyDown={arrows}>
                {rows.map((row) => (
                    <li key={row.turn} style={{ height: `${rowHeight}px`, paddingLeft: `${width}px` }}>
                        <TurnButton
                            session={session}
                            turn={session.turns[row.turn - 1]}
                            shown={shown === row.turn}
                            onShow={onShow}
                        />
                    </li>
                ))}
            </ol>
            <svg class="lines" width={width} height={rows.length * rowHeight} aria-hidden="true">
                {rows.map(
                    (row) =>
                        row.from !== null && (
                            <path key={row.turn} d={line(rows[row.from], row, row.from, rows.indexOf(row))} />
                        ),
                )}
                {rows.map((row, i) => (
                    <circle
                        key={row.turn}
                        class={row.turn === shown ? 'here' : isBusy(session.turns[row.turn - 1]) ? 'busy' : ''}
                        cx={x(row)}
                        cy={y(i)}
                        r={row.turn === shown ? 5 : 3.5}
                    />
                ))}
            </svg>
        </nav>
    );
}

const isBusy = (turn: Turn | undefined) => turn?.status === 'queued' || turn?.status === 'running';

const x = (row: Row) => row.lane * laneWidth + 10;
const y = (index: number) => index * rowHeight + rowHeight / 2;

// Down the lane of the one it was made from, then over to its own.
function line(from: Row, to: Row, fromIndex: number, toIndex: number): string {
    const bend = Math.min(12, laneWidth);
    return from.lane === to.lane
        ? `M${x(from)} ${y(fromIndex)}V${y(toIndex)}`
        : `M${x(from)} ${y(fromIndex)}V${y(toIndex) - bend}Q${x(from)} ${y(toIndex)} ${x(to)} ${y(toIndex)}`;
}

function TurnButton({
    session,
    turn,
    shown,
    onShow,
}: {
    session: Session;
    turn: Turn | undefined;
    shown: boolean;
    onShow: (turn: number) => void;
}) {
    const there = !turn || turn.status === 'completed';
    const thumbnail = usePicture(there ? imagePath(session.id, turn?.turn ?? 0, 96) : null);
    return (
        <button
            type="button"
            class="turn"
            disabled={!there}
            aria-current={shown ? 'true' : undefined}
            onClick={() => onShow(turn?.turn ?? 0)}
        >
            {thumbnail ? <img src={thumbnail} alt="" /> : <span class="no-picture" />}
            <span class="turn-words">
                <span class="instruction">{turn?.instruction ?? 'Your picture'}</span>
                <span class="muted">{turn ? noteOf(turn, session) : `${session.width} × ${session.height}`}</span>
            </span>
        </button>
    );
}

function noteOf(turn: Turn, session: Session): string {
    if (turn.status !== 'completed') return isBusy(turn) ? 'being made' : turn.status;
    const changed = (turn.changed_pixels ?? 0) / (session.width * session.height);
    return [turn.task, changed === 0 ? 'nothing changed' : `${percent(changed, changed < 0.01 ? 1 : 0)} changed`]
        .filter(Boolean)
        .join(' · ');
}
