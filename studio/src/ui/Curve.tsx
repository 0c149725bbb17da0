import { short } from './words';

export interface Point {
    x: number;
    y: number;
}

const width = 640;
const height = 220;
const margin = { left: 72, right: 16, top: 12, bottom: 34 };

/** A line over steps, its scale logarithmic where the values span more than a decade. */
export function Curve({ title, points }: { title: string; points: Point[] }) {
    const drawn = points.filter((p) => Number.isFinite(p.y));
    if (drawn.length < 2) return null;
    const [lowX, highX] = extent(drawn.map((p) => p.x));
    const [low, high] = extent(drawn.map((p) => p.y));
    const logarithmic = low > 0 && high / low > 10;
    const scale = logarithmic ? Math.log : (v: number) => v;
    const [bottom, top] = low === high ? [scale(low) - 1, scale(high) + 1] : [scale(low), scale(high)];
    const x = (v: number) => margin.left + ((v - lowX) / (highX - lowX || 1)) * (width - margin.left - margin.right);
    const y = (v: number) =>
        height - margin.bottom - ((scale(v) - bottom) / (top - bottom)) * (height - margin.top - margin.bottom);
    const last = drawn.at(-1)!;
    return (
        <figure class="curve">
            <figcaption>
                {title} <span class="muted">now {short(last.y)}</span>
            </figcaption>
            <svg
                viewBox={`0 0 ${width} ${height}`}
                role="img"
                aria-label={`${title}: from ${short(drawn[0].y)} to ${short(last.y)}`}
            >
                {[low, high].map((v) => (
                    <g key={v} class="axis">
                        <line x1={margin.left} x2={width - margin.right} y1={y(v)} y2={y(v)} />
                        <text x={margin.left - 8} y={y(v) + 4} text-anchor="end">
                            {short(v)}
                        </text>
                    </g>
                ))}
                {[lowX, highX].map((v, i) => (
                    <text key={i} class="tick" x={x(v)} y={height - 8} text-anchor={i ? 'end' : 'start'}>
                        {i ? `step ${short(v)}` : short(v)}
                    </text>
                ))}
                <polyline points={drawn.map((p) => `${x(p.x).toFixed(1)},${y(p.y).toFixed(1)}`).join(' ')} />
                <circle cx={x(last.x)} cy={y(last.y)} r="4" />
            </svg>
        </figure>
    );
}

const extent = (values: number[]): [number, number] => [Math.min(...values), Math.max(...values)];
