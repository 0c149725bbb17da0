import { useRef, useState } from 'preact/hooks';
import type { Session } from '../api/types';
import { PaintedMask } from './mask';

/** The mask of a session's next edits, as long as the page is open. */
export function useMask(session: Session | undefined) {
    const kept = useRef<PaintedMask | null>(null);
    const [painting, setPainting] = useState(false);
    const [painted, setPainted] = useState(false);
    if (session && !kept.current) kept.current = new PaintedMask(session.width, session.height);
    return {
        mask: kept.current,
        /** Whether the brush is out. */
        painting,
        /** Whether the next edit keeps to it. */
        painted,
        toggle: () => setPainting((on) => !on),
        done: () => setPainting(false),
        changed: () => setPainted(!kept.current!.isEmpty),
        drop: () => {
            kept.current?.clear();
            setPainted(false);
        },
    };
}
