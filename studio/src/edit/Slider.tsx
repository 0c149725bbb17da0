import { useState } from 'preact/hooks';

/** Two pictures on each other, with an edge between them that moves: with the pointer, or with the arrow keys. */
export function Slider({ before, after }: { before: string; after: string }) {
    const [place, setPlace] = useState(50);
    return (
        <div class="slider" style={{ '--place': `${place}%` }}>
            <img src={after} alt="After" />
            <img class="under-edge" src={before} alt="Before" />
            <span class="edge" aria-hidden="true" />
            <input
                type="range"
                min={0}
                max={100}
                step={0.5}
                value={place}
                aria-label="How much of the picture before is shown"
                aria-valuetext={`${Math.round(place)} % before`}
                onInput={(e) => setPlace(Number(e.currentTarget.value))}
            />
        </div>
    );
}
