import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/**
 * What the server answers to a question: asked at once, whenever `inputs` change, and again after as many milliseconds
 * as `every` says.
 */
export function useAnswer<T>(question: () => Promise<T>, inputs: unknown[], every?: (answer: T) => number | null) {
    const [answer, setAnswer] = useState<T>();
    const [error, setError] = useState<unknown>();
    const turn = useRef(0);
    const ask = useCallback(async () => {
        const mine = ++turn.current;
        try {
            const now = await question();
            if (mine === turn.current) (setAnswer(now as never), setError(undefined));
        } catch (e) {
            if (mine === turn.current) setError(e);
        }
    }, inputs);
    useEffect(() => {
        void ask();
        return () => void turn.current++;
    }, [ask]);
    const wait = answer === undefined ? null : (every?.(answer) ?? null);
    useEffect(() => {
        if (wait === null) return;
        const timer = setInterval(() => document.hidden || void ask(), wait);
        return () => clearInterval(timer);
    }, [ask, wait]);
    return { answer, error, again: ask };
}

/** Something that the user does and that takes a while: whether it is at it, and what went wrong. */
export function useDeed() {
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState<unknown>();
    const does = async (deed: () => Promise<unknown>) => {
        setBusy(true);
        setError(undefined);
        try {
            await deed();
        } catch (e) {
            if ((e as Error)?.name !== 'AbortError') setError(e);
        } finally {
            setBusy(false);
        }
    };
    return { busy, error, clear: () => setError(undefined), does };
}
