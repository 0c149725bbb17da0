import { useEffect, useRef, useState } from 'preact/hooks';
import { sessions, turnPath } from '../api';
import { follow, isFinished } from '../api/events';
import { ApiError } from '../api/http';
import type { Session, Turn, TurnOptions } from '../api/types';
import { newestFrom } from './tree';

/** What the user asks for: one instruction on one picture, several times with seeds that follow each other. */
export interface Wish {
    instruction: string;
    options: TurnOptions;
    variants: number;
    /** The turn whose picture is edited. */
    parent: number;
}

/** The turn that is being made, how far it is, and which of how many variants. */
export interface Live {
    turn: Turn;
    variant: number;
    variants: number;
    secondsLeft: number | null;
}

const randomSeed = () => crypto.getRandomValues(new Uint32Array(1))[0];

/** A session and all that can be done with it. What the server says counts: after each change the session is read again. */
export function useEditing(id: string) {
    const [session, setSession] = useState<Session>();
    const [live, setLive] = useState<Live | null>(null);
    const [error, setError] = useState<unknown>();
    const work = useRef(new AbortController());
    const wanted = useRef(true);

    async function watch(turn: Turn, variant: number, variants: number, signal: AbortSignal) {
        const clock = new Clock();
        setLive({ turn, variant, variants, secondsLeft: null });
        for await (const now of follow(turnPath(id, turn.turn), signal)) {
            setLive({ turn: now, variant, variants, secondsLeft: clock.left(now) });
            if (isFinished(now) && now.status === 'failed')
                setError(new Error(now.error?.message ?? 'The turn failed.'));
        }
        setSession(await sessions.get(id));
    }

    async function tries(deed: () => Promise<void>) {
        setError(undefined);
        try {
            await deed();
        } catch (e) {
            if (!work.current.signal.aborted) setError(e);
        } finally {
            setLive(null);
        }
    }

    useEffect(() => {
        const { signal } = (work.current = new AbortController());
        void tries(async () => {
            const found = await sessions.get(id);
            if (signal.aborted) return;
            setSession(found);
            // Begun before the page was closed, or in another one.
            const unfinished = found.turns.find((t) => !isFinished(t));
            if (unfinished) await watch(unfinished, 1, 1, signal);
        });
        return () => {
            work.current.abort();
            setSession(undefined);
            setLive(null);
        };
    }, [id]);

    const edit = ({ instruction, options, variants, parent }: Wish) =>
        tries(async () => {
            const { signal } = work.current;
            const seed = options.seed ?? randomSeed();
            wanted.current = true;
            for (let i = 0; i < variants && wanted.current; i++) {
                await sessions.branch(id, parent);
                const turn = await sessions.edit(id, instruction, { ...options, seed: seed + i });
                setSession((s) => s && { ...s, turns: [...s.turns.slice(0, turn.turn - 1), turn] });
                await watch(turn, i + 1, variants, signal);
            }
        });

    const editInTurns = (instructions: string[], options: TurnOptions, parent: number) =>
        tries(async () => {
            wanted.current = true;
            await sessions.branch(id, parent);
            for (const [i, instruction] of instructions.entries()) {
                if (!wanted.current) return;
                const turn = await sessions.edit(id, instruction, options);
                setSession((s) => s && { ...s, turns: [...s.turns.slice(0, turn.turn - 1), turn] });
                await watch(turn, i + 1, instructions.length, work.current.signal);
            }
        });

    const move = (deed: () => Promise<Session>) =>
        tries(async () => {
            if (!live) setSession(await deed());
        });

    return {
        session,
        live,
        error,
        dismiss: () => setError(undefined),
        edit,
        editInTurns,
        stop: async () => {
            wanted.current = false;
            if (live) await sessions.stop(id, live.turn.turn).catch(() => {});
        },
        goTo: (turn: number) => move(() => sessions.branch(id, turn)),
        undo: () => move(() => sessions.branch(id, session!.turns[session!.current_turn - 1].parent)),
        redo: () => move(() => redo(session!)),
    };
}

async function redo(session: Session): Promise<Session> {
    try {
        return await sessions.redo(session.id);
    } catch (e) {
        const next = newestFrom(session.turns, session.current_turn);
        if (next === undefined || !(e instanceof ApiError && e.status === 409)) throw e;
        return sessions.branch(session.id, next);
    }
}

/** How long a turn will take, by the steps that it has made since it was first seen at one. */
class Clock {
    #began = 0;
    #first = 0;

    left({ progress }: Turn): number | null {
        if (!progress || progress.step === 0) return null;
        if (this.#began === 0) {
            this.#began = performance.now();
            this.#first = progress.step;
            return null;
        }
        const made = progress.step - this.#first;
        return made > 0 ? ((performance.now() - this.#began) / 1000 / made) * (progress.steps - progress.step) : null;
    }
}
