import type { Point } from '../ui/Curve';

interface Line {
    step: number;
    loss: number | string;
    heldOut?: Record<string, number | string>;
}

/** The curves of a training by their names, from its `metrics.jsonl`: the loss first, then the scores on held-out samples. */
export function curvesOf(metrics: string): [string, Point[]][] {
    const curves = new Map<string, Point[]>([['Training loss', []]]);
    for (const line of metrics.split('\n').map(parse)) {
        if (!line) continue;
        curves.get('Training loss')!.push({ x: line.step, y: Number(line.loss) });
        for (const [score, value] of Object.entries(line.heldOut ?? {})) {
            const name = `Held out: ${score}`;
            if (!curves.has(name)) curves.set(name, []);
            curves.get(name)!.push({ x: line.step, y: Number(value) });
        }
    }
    return [...curves];
}

// A line that is being written is none yet.
function parse(text: string): Line | null {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}
