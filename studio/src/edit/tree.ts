import type { Turn } from '../api/types';

/** A turn's place in the drawn tree. */
export interface Row {
    turn: number;
    lane: number;
    /** Row of the turn that it was made from; null for the source. */
    from: number | null;
}

export const pathTo = (turns: Turn[], turn: number): number[] =>
    turn === 0 ? [0] : [...pathTo(turns, turns[turn - 1].parent), turn];

/**
 * The turns from the source down. Of several that were made from one picture, the branch that `shown` is on goes on
 * straight and comes last; the others stand before it, a lane to the right. So no two lines cross.
 */
export function layOut(turns: Turn[], shown: number): Row[] {
    const rows: Row[] = [];
    const branch = new Set(pathTo(turns, shown));
    const madeFrom = (turn: number) => turns.filter((t) => t.parent === turn).map((t) => t.turn);
    const add = (turn: number, lane: number, from: number | null) => {
        const row = rows.push({ turn, lane, from }) - 1;
        const children = madeFrom(turn);
        const trunk = children.find((c) => branch.has(c)) ?? children.at(-1);
        for (const child of children) if (child !== trunk) add(child, lane + 1, row);
        if (trunk !== undefined) add(trunk, lane, row);
    };
    add(0, 0, null);
    return rows;
}

/** The completed turns that ask the same of the same picture: variants of each other. */
export function variantsOf(turns: Turn[], shown: number): Turn[] {
    const turn = turns[shown - 1];
    return turn
        ? turns.filter(
              (t) => t.status === 'completed' && t.parent === turn.parent && t.instruction === turn.instruction,
          )
        : [];
}

/** Where redo leads when the server knows no way on: to the newest turn that was made from this picture. */
export const newestFrom = (turns: Turn[], turn: number) =>
    turns.findLast((t) => t.parent === turn && t.status === 'completed')?.turn;
