import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import type { PaintedMask, Place } from './mask';

interface Props {
    picture: string;
    mask: PaintedMask;
    /** Called after each stroke. */
    onPainted: () => void;
    onDone: () => void;
}

const arrows: Record<string, [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
};

/** Paints where the next edit may change something. With the keyboard, arrows move the brush and Space paints. */
export function Brush({ picture, mask, onPainted, onDone }: Props) {
    const { width, height } = mask.canvas;
    const [share, setShare] = useState(12);
    const [erase, setErase] = useState(false);
    const [place, setPlace] = useState<Place>({ x: width / 2, y: height / 2 });
    const canvas = useRef<HTMLCanvasElement>(null);
    const last = useRef<Place | null>(null);
    const brush = (share / 100) * Math.min(width, height);

    const show = () => {
        const context = canvas.current!.getContext('2d')!;
        context.clearRect(0, 0, width, height);
        context.drawImage(mask.canvas, 0, 0);
    };
    useEffect(show, [mask]);

    const paint = (to: Place) => {
        mask.stroke(last.current ?? to, to, brush, erase);
        last.current = to;
        show();
    };
    const placeOf = (event: PointerEvent): Place => {
        const box = canvas.current!.getBoundingClientRect();
        return {
            x: ((event.clientX - box.left) / box.width) * width,
            y: ((event.clientY - box.top) / box.height) * height,
        };
    };
    const down = (event: PointerEvent) => {
        canvas.current!.setPointerCapture(event.pointerId);
        last.current = null;
        paint(placeOf(event));
    };
    const move = (event: PointerEvent) => {
        setPlace(placeOf(event));
        if (event.buttons & 1) paint(placeOf(event));
    };
    const keys = (event: KeyboardEvent) => {
        const arrow = arrows[event.key];
        if (!arrow && event.key !== ' ') return;
        event.preventDefault();
        event.stopPropagation();
        const to = arrow
            ? { x: clamp(place.x + arrow[0] * brush * 0.5, width), y: clamp(place.y + arrow[1] * brush * 0.5, height) }
            : place;
        last.current = null;
        setPlace(to);
        if (!arrow) {
            paint(to);
            onPainted();
        }
    };
    return (
        <div class="stage brushing" style={{ '--w': width, '--h': height }}>
            <figure class="frame">
                <img src={picture} alt="The picture to paint on" />
                <canvas
                    ref={canvas}
                    class="layer paint"
                    width={width}
                    height={height}
                    tabIndex={0}
                    role="application"
                    aria-label="Paint where the edit may change something"
                    onPointerDown={down}
                    onPointerMove={move}
                    onPointerUp={onPainted}
                    onKeyDown={keys}
                />
                <span
                    class="brush-ring"
                    aria-hidden="true"
                    style={{
                        left: `${(100 * place.x) / width}%`,
                        top: `${(100 * place.y) / height}%`,
                        width: `${(100 * brush) / width}%`,
                        height: `${(100 * brush) / height}%`,
                    }}
                />
            </figure>
            <div class="brush-tools" role="group" aria-label="Brush">
                <label>
                    <span class="visually-hidden">Size</span>
                    <input
                        type="range"
                        min={2}
                        max={60}
                        value={share}
                        onInput={(e) => setShare(Number(e.currentTarget.value))}
                    />
                </label>
                <Button kind="quiet" aria-pressed={erase} onClick={() => setErase(!erase)}>
                    Eraser
                </Button>
                <Button
                    kind="quiet"
                    onClick={() => {
                        mask.clear();
                        show();
                        onPainted();
                    }}
                >
                    Clear
                </Button>
                <Button kind="main" icon="check" onClick={onDone}>
                    Done
                </Button>
            </div>
        </div>
    );
}

const clamp = (value: number, most: number) => Math.min(most, Math.max(0, value));
