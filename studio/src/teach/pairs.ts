/** A picture before and the same picture after, as the user lays them down. */
export interface Pair {
    before?: File;
    after?: File;
}

const sides = { before: /(.*)[._-](input|before|source|a)$/i, after: /(.*)[._-](target|after|edited|output|b)$/i };

/**
 * Pairs files by their names: `rain.input.png` goes with `rain.target.png`, `1_before.jpg` with `1_after.jpg`. Files
 * whose names tell no side are paired in the order of their names.
 */
export function pairUp(files: File[]): Pair[] {
    const named = new Map<string, Pair>();
    const others: File[] = [];
    for (const file of files.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))) {
        const stem = file.name.replace(/\.[^.]+$/, '');
        const [side, match] =
            Object.entries(sides)
                .map(([s, pattern]) => [s, pattern.exec(stem)] as const)
                .find(([, m]) => m) ?? [];
        if (side && match) named.set(match[1], { ...named.get(match[1]), [side]: file });
        else others.push(file);
    }
    const rest = others.flatMap((file, i) => (i % 2 === 0 ? [{ before: file, after: others[i + 1] }] : []));
    return [...named.values(), ...rest];
}

export const isWhole = (pair: Pair): pair is Required<Pair> => pair.before !== undefined && pair.after !== undefined;
